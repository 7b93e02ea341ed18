import { moveScenarios } from './scenarios/moves.ts';
import { nameScenarios } from './scenarios/names.ts';
import { openScenarios } from './scenarios/opens.ts';
import { processScenarios } from './scenarios/processes.ts';
import { sessionScenarios } from './scenarios/sessions.ts';
import type { Scenario } from './scenarios/scenario.ts';

/** Everything a sensor backend has to see, for vitest on this kernel and a plain script in a VM. */
export const scenarios: readonly Scenario[] = [
  ...openScenarios,
  ...nameScenarios,
  ...moveScenarios,
  ...processScenarios,
  ...sessionScenarios,
];
