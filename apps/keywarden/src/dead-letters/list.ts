import { EXIT_CODES } from '../exit-codes.js';
import type { ListOptions } from '../commands/dead-letters-list.js';
import { parseSince } from './filter.js';
import { listJson, renderList } from './render.js';
import { print, withKafka } from './session.js';
import { survey } from './survey.js';

/** Lists the dead letters that Kafka has. */
export function listLetters(options: ListOptions): Promise<number> {
  return withKafka(options.config, async (kafka) => {
    const { since, limit, sink, code, alert } = options;
    const sinceMs = since === undefined ? undefined : parseSince(since, Date.now());
    const found = await survey(kafka, { sinceMs, limit, sink, code, alert });
    await print(options.output === 'json' ? listJson(found) : renderList(found));
    return EXIT_CODES.ok;
  });
}
