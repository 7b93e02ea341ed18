import { afterAll, beforeAll, describe, it } from 'vitest';
import { SCENARIOS } from './acceptance.ts';
import { startAllInOne, type AllInOne } from './all-in-one.ts';

describe('keywarden run', () => {
  let keywarden: AllInOne;
  beforeAll(async () => {
    keywarden = await startAllInOne({ openssl: '/usr/bin/openssl' });
  });
  afterAll(async () => {
    await keywarden.close();
  });

  for (const scenario of SCENARIOS) {
    it(scenario.name, async () => {
      await scenario.run(keywarden);
    });
  }
});
