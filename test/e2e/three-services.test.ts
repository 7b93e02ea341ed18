import { afterAll, beforeAll, describe, it } from 'vitest';
import { SCENARIOS } from './acceptance.ts';
import { startThreeServices, type ThreeServices } from './three-services.ts';

describe('three processes over a real broker and a real Redis', () => {
  let services: ThreeServices;
  beforeAll(async () => {
    services = await startThreeServices();
  });
  afterAll(async () => {
    await services.close();
  });

  for (const scenario of SCENARIOS) {
    it(scenario.name, async () => {
      await scenario.run(services);
    });
  }
});
