import { TOPICS } from '@keywarden/contracts';
import { createClient } from './client.js';
import type { KafkaOptions } from './options.js';

export interface CheckResult {
  ok: boolean;
  /** One line for a person. */
  detail: string;
}

/** One attempt to reach the brokers and see the topics, for `keywarden doctor`. Never rejects. */
export async function checkKafka(options: KafkaOptions): Promise<CheckResult> {
  const admin = createClient(options).admin({ retry: { retries: 0 } });
  try {
    await admin.connect();
    const { brokers } = await admin.describeCluster();
    const existing = new Set(await admin.listTopics());
    const missing = Object.values(TOPICS).filter((topic) => !existing.has(topic));
    const seen = `${String(brokers.length)} broker(s) answer`;
    if (missing.length === 0) return { ok: true, detail: `${seen}, all topics exist` };
    return { ok: true, detail: `${seen}; created at first start: ${missing.join(', ')}` };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, detail: `${options.brokers.join(', ')}: ${message}` };
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
