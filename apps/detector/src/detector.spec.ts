import type { MessageBatch, OutgoingMessage } from '@keywarden/bus';
import {
  KeywardenError,
  type CredentialEvent,
  type KernelEvent,
  type Topic,
} from '@keywarden/contracts';
import { createLogger } from '@keywarden/platform';
import { compilePolicy, DEFAULT_POLICY } from '@keywarden/signature';
import { MemoryIncidentStore, MemoryLineageStore } from '@keywarden/state';
import { describe, expect, it } from 'vitest';
import { Detector } from './detector.js';

function theft(seq: number, comm = 'cat'): CredentialEvent {
  return {
    schema: 'keywarden.event/1',
    node: 'a',
    boot_id: 'boot',
    seq,
    time: '2026-11-24T04:00:00Z',
    backend: 'syscall',
    name: 'security_file_open',
    process: { pid: 100 + seq, tid: 100 + seq, start_time: 10_000_000, comm, ancestors: [] },
    data: {
      pathname: '/k',
      flags: 'O_RDONLY',
      flags_number: 0,
      credential: { kind: 'admin', distribution: 'kubeadm', canonical_path: `/k${String(seq)}` },
    },
  };
}

function status(seq: number, blindSince?: string): KernelEvent {
  return {
    schema: 'keywarden.event/1',
    node: 'a',
    boot_id: 'boot',
    seq,
    time: '2026-11-24T04:00:00Z',
    backend: 'syscall',
    name: 'sensor_status',
    data: {
      state: blindSince === undefined ? 'alive' : 'blind',
      ...(blindSince === undefined ? {} : { blind_since: blindSince }),
      first_seq: 0,
      uptime_ms: 1,
      watched: { files: 0, directories: 0, filesystems: 0 },
      captured: 0,
      published: 0,
      filtered: 0,
      queued: 0,
      lost: {},
    },
  };
}

function batchOf(events: readonly object[]): MessageBatch {
  return {
    topic: 'keywarden.events.v1',
    partition: 0,
    messages: events.map((event, offset) => ({
      topic: 'keywarden.events.v1',
      partition: 0,
      offset: String(offset),
      key: null,
      value: Buffer.from(JSON.stringify(event)),
      headers: {},
      timestampMs: 0,
    })),
  };
}

type Publish = (messages: readonly OutgoingMessage[]) => void;

function detectorWith(publish: Publish, store?: MemoryLineageStore): Detector {
  return new Detector({
    lineage: store ?? new MemoryLineageStore({ maxProcesses: 100, retentionSeconds: 60 }),
    incidents: new MemoryIncidentStore(),
    policy: { current: compilePolicy(DEFAULT_POLICY) },
    depth: 8,
    logger: createLogger({ service: 'test', level: 'silent', format: 'json' }),
    publisher: {
      connect: () => Promise.resolve(),
      close: () => Promise.resolve(),
      publish: (_topic: Topic, messages: readonly OutgoingMessage[]) =>
        new Promise((resolve) => {
          publish(messages);
          resolve();
        }),
    },
  });
}

describe('Detector', () => {
  it('publishes the alerts of a batch at once and in order, before it answers', async () => {
    const sent: OutgoingMessage[][] = [];
    const detector = detectorWith((messages) => sent.push([...messages]));
    const outcomes = await detector.handle(batchOf([theft(1), theft(2), theft(3)]));
    expect(outcomes).toEqual([{ outcome: 'ok' }, { outcome: 'ok' }, { outcome: 'ok' }]);
    expect(sent).toHaveLength(1);
    const seqs = sent[0]?.map(({ value }) => (JSON.parse(value.toString()) as Seq).event.seq);
    expect(seqs).toEqual([1, 2, 3]);
  });

  it('asks for the batch again when the bus is away', async () => {
    const away = new KeywardenError('KW_BUS_PUBLISH', 'away', { retryable: true });
    const detector = detectorWith(() => {
      throw away;
    });
    await expect(detector.handle(batchOf([theft(1)]))).rejects.toBe(away);
  });

  it('gives up only the alert that the bus will never take', async () => {
    const sent: number[] = [];
    const detector = detectorWith((messages) => {
      const alerts = messages.map(({ value }) => JSON.parse(value.toString()) as Seq);
      if (alerts.some(({ event }) => event.seq === 2)) {
        throw new KeywardenError('KW_BUS_PUBLISH', 'too large');
      }
      sent.push(...alerts.map(({ event }) => event.seq));
    });
    const outcomes = await detector.handle(batchOf([theft(1), theft(2), theft(3)]));
    expect(sent).toEqual([1, 3]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['ok', 'dead-letter', 'ok']);
    expect(outcomes[1]).toMatchObject({ code: 'KW_BUS_PUBLISH', reason: 'too large' });
  });

  it('tells of an episode of a blind sensor once, and again while the bus is away', async () => {
    const sent: string[] = [];
    let isAway = true;
    const detector = detectorWith((messages) => {
      if (isAway) throw new KeywardenError('KW_BUS_PUBLISH', 'away', { retryable: true });
      for (const { value } of messages) {
        sent.push((JSON.parse(value.toString()) as { signature: { id: string } }).signature.id);
      }
    });
    const batch = batchOf([status(1, 'one'), theft(2), status(3, 'one')]);
    await expect(detector.handle(batch)).rejects.toThrow('away');
    isAway = false;
    await detector.handle(batch);
    await detector.handle(batchOf([status(4, 'one')]));
    expect(sent).toEqual(['TRC-1018', 'KW-1001']);
    await detector.handle(batchOf([status(5), status(6, 'two')]));
    expect(sent).toEqual(['TRC-1018', 'KW-1001', 'KW-1001']);
  });

  it('asks the store once for a whole batch', async () => {
    class Counting extends MemoryLineageStore {
      readonly calls: string[] = [];
      override apply(...args: Parameters<MemoryLineageStore['apply']>) {
        this.calls.push('apply');
        return super.apply(...args);
      }
      override ancestry(...args: Parameters<MemoryLineageStore['ancestry']>) {
        this.calls.push('ancestry');
        return super.ancestry(...args);
      }
    }
    const store = new Counting({ maxProcesses: 100, retentionSeconds: 60 });
    const detector = detectorWith(() => undefined, store);
    await detector.handle(batchOf([theft(1), theft(2), theft(3)]));
    expect(store.calls).toEqual(['apply', 'ancestry']);
  });
});

interface Seq {
  event: { seq: number };
}
