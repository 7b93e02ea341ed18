import type { SinkDescription } from '@keywarden/routing';
import { z } from 'zod';
import { sinkName } from '../sink-name.js';

/** Alerts for people on standard output, or one JSON object a line for a pipe. */
export const terminalConfig = z.strictObject({
  type: z.literal('terminal'),
  name: sinkName.default('terminal'),
  format: z.enum(['text', 'json']).default('text'),
  /** `auto`: on a terminal, unless NO_COLOR is set. */
  colour: z.enum(['auto', 'always', 'never']).default('auto'),
});

export type TerminalConfig = z.output<typeof terminalConfig>;

export const terminalDescription: SinkDescription = {
  type: 'terminal',
  style: 'stream',
  resolves: true,
};
