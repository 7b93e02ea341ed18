import { randomBytes } from 'node:crypto';
import { KeywardenError } from '@keywarden/contracts';
import { notifierSection } from '@keywarden/notifier';
import { loadConfig, serviceConfig } from '@keywarden/platform';
import {
  notificationOf,
  type DeliveryResult,
  type Notification,
  type Sink,
} from '@keywarden/routing';
import { createSinks, visible } from '@keywarden/sinks';
import { explain } from '../duty/explain.js';
import type { DutyOptions } from '../duty/options.js';
import { EXIT_CODES } from '../exit-codes.js';
import { sampleAlert, type Severity } from './sample-alert.js';

export interface TestOptions extends DutyOptions {
  receiver: string;
  severity: Severity;
}

/**
 * Sends one test through the sink of the configuration, without any stage before it: one attempt, no
 * state, no Kafka.
 *
 * @returns 0 when it was delivered, else 1
 * @throws KeywardenError `KW_USAGE` for a receiver that is not configured
 */
export async function sendTest(options: TestOptions): Promise<number> {
  try {
    const schema = serviceConfig('notifier', notifierSection);
    const { notifier } = loadConfig({ schema, file: options.config });
    const wanted = notifier.sinks.filter(({ name }) => name === options.receiver);
    const [sink] = createSinks(wanted);
    if (sink === undefined) {
      const known = notifier.sinks.map(({ name }) => name).join(', ');
      const text = `there is no receiver "${options.receiver}"; the configuration has: ${known}`;
      throw new KeywardenError('KW_USAGE', text);
    }
    const settings = notifier.receivers[sink.name];
    const timeoutMs = settings?.attempt_timeout_ms ?? notifier.attempt_timeout_ms;
    return await send(sink, timeoutMs, options);
  } catch (thrown) {
    return explain(thrown);
  }
}

async function send(sink: Sink, timeoutMs: number, options: TestOptions): Promise<number> {
  const notification = testNotification(options.severity);
  const startedMs = performance.now();
  try {
    const [result] = await sink.deliver([notification], AbortSignal.timeout(timeoutMs));
    const tookMs = Math.round(performance.now() - startedMs);
    const answer = result ?? { outcome: 'retry', reason: 'the sink gave no result' };
    process.stdout.write(
      options.output === 'json'
        ? `${JSON.stringify({ receiver: sink.name, type: sink.type, notification_id: notification.id, took_ms: tookMs, ...answer })}\n`
        : `${describe(answer)} ${sink.name} (${sink.type}) in ${String(tookMs)} ms${detail(answer)}\n`,
    );
    return answer.outcome === 'delivered' ? EXIT_CODES.ok : EXIT_CODES.failure;
  } finally {
    await sink.close();
  }
}

function testNotification(severity: Severity): Notification {
  const id = randomBytes(16).toString('hex');
  const time = new Date().toISOString();
  return { ...notificationOf(sampleAlert(severity, id, time), time), id, reason: 'test' };
}

function describe({ outcome }: DeliveryResult): string {
  switch (outcome) {
    case 'delivered':
      return 'delivered to';
    case 'retry':
      return 'not delivered, it may work later:';
    case 'rejected':
      return 'refused for good by';
  }
}

function detail(result: DeliveryResult): string {
  const text = result.outcome === 'delivered' ? result.answer : result.reason;
  return text === undefined ? '' : `: ${visible(text)}`;
}
