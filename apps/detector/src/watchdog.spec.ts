import type { Alert } from '@keywarden/contracts';
import type { NodeView } from '@keywarden/self-alerts';
import { MemoryNodeWatchStore } from '@keywarden/state';
import { describe, expect, it } from 'vitest';
import { watchdogSection } from './node-watch-config.js';
import { Watchdog } from './watchdog.js';

type State = NodeView['mark']['state'];

const node = (name: string, state: State, more: Partial<NodeView> = {}): NodeView => ({
  mark: { node: name, boot_id: 'b', seq: 1, state, interval_ms: 0, heard_ms: 0 },
  isTold: false,
  isSilent: false,
  silentAfterMs: 90_000,
  ...more,
});
const seeing = (name: string, proofAgeMs = 1_000): NodeView => node(name, 'alive', { proofAgeMs });
const silent = (name: string): NodeView => node(name, 'alive', { isSilent: true, isTold: true });

class Pack {
  now = 0;
  readonly sent: Alert[] = [];
  readonly store = new MemoryNodeWatchStore({ now: () => this.now });

  dog(instance: string): Watchdog {
    return new Watchdog({
      store: this.store,
      publish: (alerts) => {
        this.sent.push(...alerts);
        return Promise.resolve();
      },
      config: watchdogSection.parse({ enabled: true, cluster: 'prod' }),
      everyMs: 5_000,
      instance,
      clock: { nowMs: () => Date.parse('2026-11-24T04:00:00Z') + this.now, monotonicMs: () => 0 },
    });
  }
}

const sentOf = async (...views: NodeView[]): Promise<Alert[]> => {
  const pack = new Pack();
  await pack.dog('one').tell(views);
  return pack.sent;
};

describe('Watchdog', () => {
  it('comes when every node sees, and says how many do', async () => {
    const [alert] = await sentOf(seeing('a'), seeing('b'), silent('c'));
    expect(alert).toMatchObject({ signature: { id: 'KW-1100', severity: 0 }, risk_score: 0 });
    expect(alert?.description).toContain('2 of 3 nodes of cluster prod see, 1 are silent');
  });

  it.each<[string, NodeView[]]>([
    ['no node is known', []],
    ['all nodes are silent', [silent('a')]],
    ['a node is blind', [seeing('a'), node('b', 'blind')]],
    ['a node loses events', [seeing('a'), node('b', 'degraded')]],
    ['a node was not seen to speak yet', [seeing('a'), node('b', 'alive')]],
    ['a proof is too old', [seeing('a'), seeing('b', 180_001)]],
    ['no node is past its start', [node('a', 'starting')]],
  ])('does not come when %s', async (_, views) => {
    expect(await sentOf(...views)).toEqual([]);
  });

  it('does not wait for a node that starts or stops, and takes a proof of just the age', async () => {
    const between = [node('b', 'starting'), node('c', 'stopping')];
    expect(await sentOf(seeing('a', 180_000), ...between)).toHaveLength(1);
  });

  it('is sent by one of all detectors, about once in an interval, each time under another id', async () => {
    const pack = new Pack();
    const dogs = ['one', 'two', 'three'].map((instance) => pack.dog(instance));
    for (; pack.now < 600_000; pack.now += 5_000) {
      await Promise.all(dogs.map((dog) => dog.tell([seeing('a')])));
    }
    expect(pack.sent.length).toBeGreaterThanOrEqual(10);
    expect(pack.sent.length).toBeLessThanOrEqual(11);
    expect(new Set(pack.sent.map(({ id }) => id)).size).toBe(pack.sent.length);
    expect(new Set(pack.sent.map(({ incident_id }) => incident_id)).size).toBe(1);
  });

  it('of a detector that cannot vouch for the cluster leaves it to another one', async () => {
    const pack = new Pack();
    await pack.dog('new').tell([seeing('a'), node('b', 'alive')]);
    await pack.dog('old').tell([seeing('a'), seeing('b')]);
    expect(pack.sent).toHaveLength(1);
  });
});
