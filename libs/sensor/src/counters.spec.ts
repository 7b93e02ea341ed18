import { describe, expect, it } from 'vitest';
import { ReceiverCounters } from './counters.js';
import { COUNTERS, EVENT_TYPE } from './decoder/layout.js';

function kernel(type: number, counts: Readonly<Record<string, bigint>>): BigUint64Array {
  const values = new BigUint64Array(COUNTERS.length * (type + 1));
  for (const [cause, count] of Object.entries(counts)) {
    values[type * COUNTERS.length + COUNTERS.findIndex((name) => name === cause)] = count;
  }
  return values;
}

describe('ReceiverCounters', () => {
  it('counts runs that the kernel skipped as lost, of a kind that is not known', () => {
    const merged = new ReceiverCounters().merge(kernel(EVENT_TYPE.FILE_OPEN, { emitted: 5n }), 3);
    expect(merged.lost).toMatchObject({ program_busy: 3, ring_full: 0 });
    expect(merged.emitted).toBe(5);
    expect(merged.byName?.security_file_open).toEqual({ emitted: 5, lost: {} });
  });

  it('names the kind where the kernel program counted the loss itself', () => {
    const counts = kernel(EVENT_TYPE.FILE_OPEN, { ring_full: 2n });
    const merged = new ReceiverCounters().merge(counts, 0);
    expect(merged.lost).toMatchObject({ program_busy: 0, ring_full: 2 });
    expect(merged.byName?.security_file_open).toEqual({ emitted: 0, lost: { ring_full: 2 } });
  });
});
