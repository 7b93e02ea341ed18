import { fileURLToPath } from 'node:url';
import type { Command } from '../cli.js';
import { withOutput, type OutputOptions } from '../options.js';

const CAPTURE = fileURLToPath(new URL('../../demo/capture.jsonl', import.meta.url));
const PAUSE_MS = 1_500;

/** `keywarden demo`: the shipped capture of a real theft, slowly enough to follow. */
export const demoCommand: Command<OutputOptions> = {
  command: 'demo',
  describe: 'Show what alerts look like: replay of a recorded real capture; needs no rights at all',
  builder: (parser) => withOutput(parser),
  async run({ output }) {
    if (output === 'text') {
      process.stderr.write('Replaying thefts that the sensor recorded on a real kernel.\n\n');
    }
    const { replay } = await import('../actions/replay.js');
    const options = { config: undefined, 'host-root': undefined, 'log-level': undefined };
    return replay(
      {
        ...options,
        output,
        file: CAPTURE,
        'skip-bad': false,
        policy: undefined,
        stats: false,
        top: 0,
      },
      process.stdout.isTTY && output === 'text' ? PAUSE_MS : 0,
    );
  },
};
