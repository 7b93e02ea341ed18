import type { Scheduler } from '@keywarden/routing';

/** Node's longest timer, ms; a longer wait would fire at once. */
const MAX_TIMER_MS = 2_147_483_647;

/** The clocks and timers of this process. */
export const systemScheduler: Scheduler = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after: (ms, work) => {
    const timer = setTimeout(work, Math.min(ms, MAX_TIMER_MS));
    return () => {
      clearTimeout(timer);
    };
  },
};
