import { VerdictStatistics } from '@keywarden/signature';
import type { ReplayOptions } from '../commands/replay.js';
import { EXIT_CODES } from '../exit-codes.js';
import { renderStatistics } from '../offline/render-statistics.js';
import { workOffline } from '../offline/session.js';

/** Counts the verdicts on a recording instead of sending alerts. */
export async function replayStatistics(options: ReplayOptions): Promise<number> {
  const statistics = new VerdictStatistics();
  const code = await workOffline(options, {
    see(judged) {
      statistics.see(judged, judged.incident);
    },
    finish() {
      const report = statistics.report(options.top);
      return options.output === 'json'
        ? `${JSON.stringify(report, null, 2)}\n`
        : renderStatistics(report);
    },
  });
  return options['skip-bad'] && code === EXIT_CODES.failure ? EXIT_CODES.ok : code;
}
