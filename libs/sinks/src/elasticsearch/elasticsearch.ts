import type { DeliveryResult, Notifications, Sink } from '@keywarden/routing';
import { sameForAll } from '../shared/batch.js';
import { classify } from '../shared/classify.js';
import { bisect, type BatchOutcome } from '../stream/bisect.js';
import { hide } from '../stream/hide.js';
import { textBody } from '../stream/text-body.js';
import { BULK_FILTER, bulkBody, bulkResults } from './bulk.js';
import { Cluster } from './cluster.js';
import type { ElasticsearchOptions } from './options.js';
import { install } from './setup.js';

const TOO_LARGE = 413;

/**
 * Writes alerts into a data stream of Elasticsearch or OpenSearch, each exactly once by its id. It keeps
 * no order within a request: each shard takes or refuses its documents by itself.
 */
export class ElasticsearchSink implements Sink {
  readonly type = 'elasticsearch';
  readonly name: string;
  readonly maxBatch: number;
  readonly keepsOrder = false;
  readonly lingerMs: number;
  readonly #options: ElasticsearchOptions;
  readonly #cluster: Cluster;
  #isReady: boolean;

  constructor(options: ElasticsearchOptions, now: () => Date) {
    this.name = options.name;
    this.maxBatch = options.maxBatch;
    this.lingerMs = options.lingerMs;
    this.#options = options;
    this.#cluster = new Cluster(options, now);
    this.#isReady = !options.setup;
  }

  async deliver(
    notifications: Notifications,
    signal: AbortSignal,
  ): Promise<readonly DeliveryResult[]> {
    const { secrets } = this.#options;
    if (!this.#isReady) {
      const fault = await install(this.#cluster, signal);
      if (fault !== undefined) return hide(secrets, sameForAll(notifications, fault));
      this.#isReady = true;
    }
    return hide(secrets, await bisect(notifications, (part) => this.#write(part, signal)));
  }

  close(): Promise<void> {
    this.#cluster.close();
    return Promise.resolve();
  }

  async #write(part: Notifications, signal: AbortSignal): Promise<BatchOutcome> {
    const { dataStream, format, gzip } = this.#options;
    const { body, headers } = await textBody(bulkBody(part, format), 'application/x-ndjson', gzip);
    const path = `/${dataStream}/_bulk?filter_path=${BULK_FILTER}`;
    const answer = await this.#cluster.ask(path, { headers, body }, signal);
    if ('outcome' in answer) return { results: sameForAll(part, answer) };
    if (answer.status === 200) return { results: bulkResults(answer.body, part.length) };
    const result = classify(answer, this.#cluster.nowMs());
    if (answer.status === TOO_LARGE) return { refused: result };
    // Success without the items that say what became of each document is no success.
    if (result.outcome === 'delivered') {
      return { results: sameForAll(part, { outcome: 'retry', reason: result.answer ?? '' }) };
    }
    return { results: sameForAll(part, result) };
  }
}
