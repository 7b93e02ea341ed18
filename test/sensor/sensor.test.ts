import { afterAll, beforeAll, describe, it } from 'vitest';
import { Lab, SkipScenario } from './lab.ts';
import { scenarios } from './scenarios.ts';

const backend = process.env.KEYWARDEN_BACKEND === 'fentry' ? 'fentry' : 'syscall';

describe(`the ${backend} backend sees`, () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await Lab.open(backend);
  });

  afterAll(async () => {
    await lab.close();
  });

  for (const scenario of scenarios) {
    it.skipIf(scenario.backends?.includes(backend) === false)(scenario.name, async (context) => {
      try {
        await scenario.run(lab);
      } catch (error) {
        if (!(error instanceof SkipScenario)) throw error;
        context.skip(`no such call on this kernel: ${error.message}`);
      }
    });
  }
});
