import { MemoryDutyStore, MemoryNotificationStore } from '@keywarden/state';
import { anIncidentAlert, MINUTE, Timeline, type Answer } from '@keywarden/testing';
import { expect, it } from 'vitest';

/** As Elasticsearch does with 429 for a document: the later alerts of the incident came before it. */
it('an alert that a receiver does not take from a batch just now keeps its place', async () => {
  let asked = 0;
  const answer: Answer = () => {
    asked += 1;
    return asked % 3 === 1 ? { outcome: 'retry', reason: '429' } : { outcome: 'delivered' };
  };
  const line = new Timeline({
    store: (scheduler) =>
      new MemoryNotificationStore({ monotonicMs: () => scheduler.monotonicMs() }),
    duty: new MemoryDutyStore(),
    receivers: [{ name: 'siem', style: 'stream', maxBatch: 500, answer }],
  });
  const ids = ['1', '2', '3', '4', '5', '6'];
  await line.at(0, () => {
    line.push(...ids.map((id) => anIncidentAlert(id)));
  });
  await line.at(5 * MINUTE);
  expect(line.told.map(({ notification }) => notification.id)).toEqual(ids);
});
