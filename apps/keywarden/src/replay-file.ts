import { setTimeout as delay } from 'node:timers/promises';
import { TOPICS } from '@keywarden/contracts';
import { startPipeline, type PipelineOptions } from './all-in-one.js';
import { readRecording } from './recording.js';

export interface ReplayFileOptions extends PipelineOptions {
  /** Ends the replay after the current event. */
  signal: AbortSignal;
  /** Pause before each credential event, ms, so that a person can follow. */
  delayMs: number;
}

export interface ReplaySummary {
  events: number;
  /** Lines that held no event. */
  bad: number;
}

/** Publishes a recording on a pipeline of its own and waits until every alert is delivered. */
export async function replayFile(file: string, options: ReplayFileOptions): Promise<ReplaySummary> {
  const pipeline = await startPipeline(options);
  const publisher = pipeline.bus.publisher();
  const summary: ReplaySummary = { events: 0, bad: 0 };
  try {
    for await (const recorded of readRecording(file)) {
      if (options.signal.aborted) break;
      if ('error' in recorded) {
        summary.bad += 1;
        process.stderr.write(`${recorded.error.toText()}\n`);
        continue;
      }
      const { event, bytes } = recorded;
      const isCredentialEvent = event.name.startsWith('security_');
      if (isCredentialEvent && options.delayMs > 0) await delay(options.delayMs);
      await publisher.publish(TOPICS.events, [{ key: event.node, value: bytes }]);
      summary.events += 1;
    }
  } finally {
    await pipeline.close();
  }
  return summary;
}
