import { MemoryDutyStore, MemoryNotificationStore } from '@keywarden/state';
import {
  anIncidentAlert,
  aResolution,
  DAY,
  HOUR,
  MINUTE,
  SECOND,
  Timeline,
  type Answer,
  type TimelineOptions,
  type TimelineReceiver,
} from '@keywarden/testing';
import { describe, expect, it } from 'vitest';

function start(receiver: Partial<TimelineReceiver> = {}, options: Partial<TimelineOptions> = {}) {
  return new Timeline({
    store: (scheduler) =>
      new MemoryNotificationStore({ monotonicMs: () => scheduler.monotonicMs() }),
    duty: new MemoryDutyStore(),
    receivers: [{ name: 'soc', ...receiver }],
    ...options,
  });
}

const rejected = { outcome: 'rejected', reason: 'no' } as const;
const retry = { outcome: 'retry', reason: 'busy' } as const;
const delivered = { outcome: 'delivered' } as const;
const quick = { groupWaitMs: 0, groupIntervalMs: MINUTE, repeatIntervalMs: 0 };
const repeating = { route: { timing: { ...quick, repeatIntervalMs: 10 * MINUTE } } };
const closing = { route: { timing: { ...quick, resolveAfterMs: 30 * MINUTE } } };
const a = anIncidentAlert('a');
const duty = async () => {
  const store = new MemoryDutyStore();
  await store.noteAlert(a);
  return store;
};
const acknowledged = { by: 'alice', at: '2026-11-24T04:00:00Z' };

async function withA(
  receiver: Partial<TimelineReceiver>,
  options: Partial<TimelineOptions>,
): Promise<Timeline> {
  const line = start(receiver, options);
  await line.at(0, () => {
    line.push(a);
  });
  return line;
}

describe('repeats', () => {
  it('come each interval, with the gravest alert', async () => {
    const line = start({}, repeating);
    const graver = anIncidentAlert('b', 'incident', { risk_score: 99 });
    await line.at(0, () => {
      line.push(a, graver);
    });
    await line.at(25 * MINUTE);
    expect(line.log()).toEqual(['0 alert: a, b', '600 repeat: b', '1200 repeat: b']);
  });

  it('begin anew with each alert', async () => {
    const line = await withA({}, repeating);
    await line.at(9 * MINUTE, () => {
      line.push(anIncidentAlert('b'));
    });
    await line.at(18 * MINUTE);
    expect(line.log()).toEqual(['0 alert: a', '540 alert: b']);
    await line.at(20 * MINUTE);
    expect(line.log()).toHaveLength(3);
  });

  it('end when somebody takes charge; news are told all the same', async () => {
    const store = await duty();
    const line = await withA({}, { ...repeating, duty: store });
    await line.at(15 * MINUTE, () => store.acknowledge('incident', acknowledged));
    await line.at(60 * MINUTE, () => {
      line.push(anIncidentAlert('b'));
    });
    await line.at(100 * MINUTE);
    expect(line.log()).toEqual(['0 alert: a', '600 repeat: a', '3600 alert: b']);
  });

  it('of a machine go on though somebody took charge, and though a silence is on', async () => {
    const store = await duty();
    await store.acknowledge('incident', acknowledged);
    const everything = {
      id: 's',
      matchers: ['risk >= 0'],
      author: 'alice',
      reason: 'test',
      created_at: '2026-01-01T00:00:00Z',
      starts_at: '2026-01-01T00:00:00Z',
      ends_at: '2027-01-01T00:00:00Z',
    };
    await store.putSilence({ time: 't', action: 'created', by: 'alice', silence: everything });
    const line = await withA({ style: 'stream', repeatMs: 10 * MINUTE }, { duty: store });
    await line.at(25 * MINUTE);
    expect(line.log()).toEqual(['0 alert: a', '600 repeat: a', '1200 repeat: a']);
  });

  it('that a receiver refuses are not offered every minute', async () => {
    const answer: Answer = ({ reason }) => (reason === 'repeat' ? rejected : delivered);
    const route = {
      timing: { ...quick, groupIntervalMs: 5 * MINUTE, repeatIntervalMs: 10 * MINUTE },
    };
    const line = await withA({ answer }, { route });
    await line.at(31 * MINUTE);
    expect(line.calls.map(({ atMs }) => Math.round(atMs / MINUTE))).toEqual([
      0, 10, 15, 20, 25, 30,
    ]);
  });

  it('are told once when the process is killed while one is on its way', async () => {
    const answer: Answer = ({ reason }, atMs) =>
      reason === 'repeat' && atMs < 605 * SECOND ? 'hang' : delivered;
    const line = await withA({ answer }, repeating);
    await line.at(604 * SECOND, () => {
      line.restart();
    });
    await line.at(19 * MINUTE);
    expect(line.between(0, 19 * MINUTE)).toEqual(['alert: a', 'repeat: a']);
  });
});

describe('an incident that nothing more comes of', () => {
  it('ends after its time, is told as ended once, and is repeated no more', async () => {
    const line = await withA({}, closing);
    await line.at(29 * MINUTE);
    expect(line.told).toHaveLength(1);
    await line.at(3 * HOUR);
    expect(line.log()).toEqual(['0 alert: a', '1800 resolved: a']);
    expect(line.told.at(-1)?.notification).toMatchObject({
      status: 'resolved',
      resolution: { by: 'keywarden' },
    });
  });

  it('is told as ended though the process is killed just then', async () => {
    const answer: Answer = ({ reason }, atMs) =>
      reason === 'resolved' && atMs < 1_805 * SECOND ? 'hang' : delivered;
    const line = await withA({ answer }, closing);
    await line.at(1_804 * SECOND, () => {
      line.restart();
    });
    await line.at(2 * HOUR);
    expect(line.between(0, 2 * HOUR)).toEqual(['alert: a', 'resolved: a']);
  });

  it('is closed although the receiver refuses to hear of it', async () => {
    const answer: Answer = ({ reason }) => (reason === 'resolved' ? rejected : delivered);
    const line = await withA({ answer }, closing);
    await line.at(2 * HOUR);
    expect(line.calls).toHaveLength(2);
    expect((await line.store.state('soc', 'incident'))?.closed).toBe(true);
  });

  it('lives on with each alert, and begins anew after its end', async () => {
    const line = await withA({}, closing);
    await line.at(20 * MINUTE, () => {
      line.push(anIncidentAlert('b'));
    });
    await line.at(60 * MINUTE, () => {
      line.push(anIncidentAlert('c'));
    });
    await line.at(2 * HOUR);
    expect(line.log().map((text) => text.replace(/\.\d+/, ''))).toEqual([
      '0 alert: a',
      '1200 alert: b',
      '3000 resolved: a',
      '3600 alert: c',
      '5400 resolved: c',
    ]);
  });

  it('is repeated no more once somebody closed it', async () => {
    const line = await withA({}, repeating);
    await line.at(5 * MINUTE, () => {
      line.push(aResolution('end'));
    });
    await line.at(2 * HOUR);
    expect(line.log()).toEqual(['0 alert: a', '300 resolved: end']);
  });
});

describe('escalation', () => {
  const steps = [
    { afterMs: 5 * MINUTE, receivers: ['lead'] },
    { afterMs: 15 * MINUTE, receivers: ['boss', 'lead'] },
  ];
  const route = { receivers: ['soc'], timing: quick, escalation: steps };
  const people = (lead: Partial<TimelineReceiver> = {}): TimelineReceiver[] => [
    { name: 'soc' },
    { name: 'lead', ...lead },
    { name: 'boss' },
  ];
  const rounded = (line: Timeline, receiver: string) =>
    line.told
      .filter((one) => one.receiver === receiver)
      .map(
        ({ atMs, notification }) => `${String(Math.floor(atMs / MINUTE))} ${notification.reason}`,
      );

  it('tells the steps in their time, each once', async () => {
    const line = await withA({}, { receivers: people(), route });
    await line.at(2 * HOUR);
    expect(rounded(line, 'soc')).toEqual(['0 alert']);
    expect(rounded(line, 'lead')).toEqual(['5 escalation', '15 escalation']);
    expect(rounded(line, 'boss')).toEqual(['15 escalation']);
  });

  it('stops when somebody takes charge between two steps', async () => {
    const store = await duty();
    const line = await withA({}, { receivers: people(), route, duty: store });
    await line.at(10 * MINUTE, () => store.acknowledge('incident', acknowledged));
    await line.at(2 * HOUR);
    expect(rounded(line, 'lead')).toEqual(['5 escalation']);
    expect(rounded(line, 'boss')).toEqual([]);
  });

  it('tells nobody when somebody takes charge in time', async () => {
    const store = await duty();
    const line = await withA({}, { receivers: people(), route, duty: store });
    await line.at(5 * MINUTE - 1, () => store.acknowledge('incident', acknowledged));
    await line.at(2 * HOUR);
    expect(line.told).toHaveLength(1);
  });

  it('tells each step once, whenever the process is killed', async () => {
    const line = await withA({}, { receivers: people(), route });
    for (const minute of [4, 5.02, 8, 15.01, 15.02, 20]) {
      await line.at(minute * MINUTE, () => {
        line.restart();
      });
    }
    await line.at(2 * HOUR);
    expect(line.told.filter(({ receiver }) => receiver === 'lead')).toHaveLength(2);
    expect(line.told.filter(({ receiver }) => receiver === 'boss')).toHaveLength(1);
  });

  it('loses no step when a later one overtakes it and the process is killed', async () => {
    const answer: Answer = (_, atMs) => (atMs < 17 * MINUTE ? retry : delivered);
    const line = await withA(
      {},
      {
        receivers: people({ answer }),
        route: {
          ...route,
          escalation: [
            steps[0] ?? { afterMs: 0, receivers: [] },
            { afterMs: 15 * MINUTE, receivers: ['boss'] },
          ],
        },
      },
    );
    await line.at(16 * MINUTE, () => {
      line.restart();
    });
    await line.at(2 * HOUR);
    expect(rounded(line, 'boss')).toEqual(['15 escalation']);
    expect(line.told.filter(({ receiver }) => receiver === 'lead')).toHaveLength(1);
  });

  it('begins anew for an incident that goes on after its end', async () => {
    const line = await withA({}, { receivers: people(), route });
    await line.at(20 * MINUTE, () => {
      line.push(aResolution('end'));
    });
    await line.at(30 * MINUTE, () => {
      line.push(anIncidentAlert('b'));
    });
    await line.at(2 * HOUR);
    expect(rounded(line, 'boss')).toEqual(['15 escalation', '20 resolved', '45 escalation']);
  });
});

describe('a wall clock that is set', () => {
  const policies = {
    receivers: [{ name: 'soc' }, { name: 'lead' }],
    route: {
      receivers: ['soc'],
      timing: { ...quick, repeatIntervalMs: 20 * MINUTE },
      escalation: [{ afterMs: 10 * MINUTE, receivers: ['lead'] }],
    },
  };
  for (const jump of [-DAY, -HOUR, -MINUTE, HOUR, DAY]) {
    it(`by ${String(jump / MINUTE)} minutes makes no repeat or step later than its interval`, async () => {
      const line = await withA({}, policies);
      await line.at(5 * MINUTE, () => {
        line.scheduler.jump(jump);
      });
      await line.at(15 * MINUTE + 2 * SECOND);
      expect(line.between(0, 16 * MINUTE, 'lead')).toEqual(['escalation: a']);
      await line.at(26 * MINUTE);
      expect(line.between(1, 26 * MINUTE, 'soc')[0]).toBe('repeat: a');
    });

    it(`by ${String(jump / MINUTE)} minutes changes no group wait and loses nothing`, async () => {
      const line = start();
      await line.at(0, () => {
        line.push(a);
      });
      await line.at(10 * SECOND, () => {
        line.scheduler.jump(jump);
        line.push(anIncidentAlert('b'));
      });
      await line.at(40 * SECOND, () => {
        line.push(anIncidentAlert('c'));
        line.scheduler.jump(-jump);
      });
      await line.at(40 * SECOND + 5 * MINUTE);
      expect(line.between(0, 30 * SECOND)).toEqual(['alert: a, b']);
      expect(line.between(40 * SECOND, 340 * SECOND)).toEqual(['alert: c']);
    });
  }
});
