import { KeywardenError, eventId } from '@keywarden/contracts';
import { explain } from '@keywarden/signature';
import type { ExplainOptions } from '../commands/explain.js';
import { renderExplanation } from '../offline/render-explanation.js';
import { workOffline } from '../offline/session.js';

/** Explains the verdicts on a recording; an event that is asked for and is not in it is an error. */
export function explainRecording(options: ExplainOptions): Promise<number> {
  let explanations = 0;
  return workOffline(options, {
    see(judged, policy) {
      const { event, lineage } = judged;
      if (options.event !== undefined && eventId(event) !== options.event) return;
      explanations += 1;
      const { rules } = explain({ event, lineage, policy });
      process.stdout.write(renderExplanation(judged, rules));
    },
    finish() {
      if (options.event === undefined || explanations > 0) return '';
      throw new KeywardenError(
        'KW_REPLAY_INPUT',
        `no credential event has the id ${options.event}`,
        {
          where: options.file,
          hint: 'An alert names its event by node, boot_id and seq; "keywarden explain FILE" lists all.',
        },
      );
    },
  });
}
