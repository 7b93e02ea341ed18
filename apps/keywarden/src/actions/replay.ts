import { detectorSection } from '@keywarden/detector';
import { notifierSection } from '@keywarden/notifier';
import { runService, servicesConfig } from '@keywarden/platform';
import type { ReplayOptions } from '../commands/replay.js';
import { EXIT_CODES } from '../exit-codes.js';
import { overridesOf } from '../options.js';
import { replayFile } from '../replay-file.js';

/** Replays one file and answers with the exit code; `delayMs` pauses before each alert's event. */
export async function replay(options: ReplayOptions, delayMs = 0): Promise<number> {
  const schema = servicesConfig({ detector: detectorSection, notifier: notifierSection });
  let badLines = 0;
  const given = overridesOf(options);
  const overrides = { ...given, log: given.log ?? { level: 'warn' } };
  const code = await runService(
    'keywarden-replay',
    schema,
    { file: options.config, overrides },
    async ({ config, logger, health, signal }) => {
      const finished = replayFile(options.file, { config, logger, health, signal, delayMs }).then(
        (summary) => {
          badLines = summary.bad;
          process.stderr.write(
            `${String(summary.events)} events replayed, ${String(summary.bad)} unreadable lines\n`,
          );
        },
      );
      return Promise.resolve({ finished, close: () => finished.catch(() => undefined) });
    },
  );
  return code === EXIT_CODES.ok && badLines > 0 && !options['skip-bad'] ? EXIT_CODES.failure : code;
}
