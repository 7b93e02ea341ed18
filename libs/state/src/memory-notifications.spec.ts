import {
  describeDutyStoreContract,
  describeNotificationStoreContract,
  FakeScheduler,
} from '@keywarden/testing';
import { MemoryDutyStore } from './memory-duty.js';
import { MemoryNotificationStore } from './memory-notifications.js';

const close = (): Promise<void> => Promise.resolve();

describeNotificationStoreContract('memory', () => {
  const scheduler = new FakeScheduler();
  const store = new MemoryNotificationStore({ monotonicMs: () => scheduler.monotonicMs() });
  const pass = (ms: number) => scheduler.advanceTo(scheduler.monotonicMs() + ms);
  return Promise.resolve({ store, close, pass });
});

describeDutyStoreContract('memory', () => Promise.resolve({ store: new MemoryDutyStore(), close }));
