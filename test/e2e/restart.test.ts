import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait.ts';
import { startThreeServices, type ThreeServices } from './three-services.ts';

const THEFTS = 2000;

describe('restarts and outages', () => {
  let services: ThreeServices;
  beforeAll(async () => {
    services = await startThreeServices();
  });
  afterAll(async () => {
    await services.close();
  });

  /** Makes `count` key files and returns their paths on the node. */
  const makeKeys = (label: string, count: number): string[] =>
    Array.from({ length: count }, (_, n) => {
      const onNode = `/etc/kubernetes/pki/${label}-${String(n)}.key`;
      writeFileSync(services.host.path(onNode), 'key\n');
      return onNode;
    });

  const steal = (keys: readonly string[]): void => {
    execFileSync(
      '/bin/cat',
      keys.map((key) => services.host.path(key)),
      { stdio: 'ignore' },
    );
  };

  /** Waits until each key has an alert and proves that none has two. */
  const expectOnceEach = async (keys: readonly string[]): Promise<void> => {
    const wanted = new Set(keys);
    const seen = (): string[] =>
      services
        .alerts()
        .map((alert) => alert.credential.canonical_path)
        .filter((path) => wanted.has(path));
    await waitFor(() => new Set(seen()).size === wanted.size, {
      what: `an alert for each of ${String(wanted.size)} thefts`,
      deadlineMs: 150_000,
    });
    expect(seen()).toHaveLength(wanted.size);
  };

  it(`a detector killed with -9 in the middle of ${String(THEFTS)} thefts: all alerts, none twice`, async () => {
    const keys = makeKeys('restart', THEFTS);
    steal(keys.slice(0, THEFTS / 2));
    await waitFor(() => services.alerts().length >= 50, { what: 'the first alerts' });
    await services.service('detect').kill9();
    steal(keys.slice(THEFTS / 2));
    await services.startService('detect');
    await expectOnceEach(keys);
  }, 240_000);

  it('a notifier killed with -9 in the middle of deliveries: all alerts arrive', async () => {
    const keys = makeKeys('notifier', 300);
    const before = services.alerts().length;
    steal(keys);
    await waitFor(() => services.alerts().length >= before + 20, { what: 'the first alerts' });
    await services.service('notify').kill9();
    await services.startService('notify');
    const wanted = new Set(keys);
    await waitFor(
      () =>
        new Set(
          services
            .alerts()
            .map((alert) => alert.credential.canonical_path)
            .filter((path) => wanted.has(path)),
        ).size === wanted.size,
      { what: 'every alert', deadlineMs: 150_000 },
    );
  }, 240_000);

  it('a broker stopped for 20 s: nothing is lost', async () => {
    const keys = makeKeys('outage', 200);
    const stoppedAt = Date.now();
    await services.kafka.stop();
    steal(keys.slice(0, 100));
    await waitFor(() => Date.now() - stoppedAt >= 20_000, { what: 'the outage to last 20 s' });
    steal(keys.slice(100));
    await services.kafka.restart();
    await expectOnceEach(keys);
  }, 240_000);
});
