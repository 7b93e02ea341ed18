import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Accounting } from './accounting.js';

const count = fc.nat(1_000);

describe('Accounting', () => {
  it('balances whatever happens', () => {
    fc.assert(
      fc.property(
        fc.record({ inRing: count, faults: count, ringFull: count, made: count }),
        fc.record({ published: count, filtered: fc.nat(50), dropped: count, queued: count }),
        ({ inRing, faults, ringFull, made }, { published, filtered, dropped, queued }) => {
          const accounting = new Accounting();
          const handled = published + filtered + dropped + queued;
          const received = Math.max(0, handled - made);
          accounting.received(received);
          accounting.made(handled - received);
          accounting.published(published);
          for (let n = 0; n < filtered; n++) accounting.filtered();
          accounting.lost('buffer_full', dropped);
          const balance = accounting.balance({
            emitted: received + faults + inRing,
            received,
            lost: { ring_full: ringFull, decode_short_record: faults },
            noted: {},
          });
          const lost = Object.values(balance.lost).reduce((sum, n) => sum + n, 0);
          expect(lost).toBe(dropped + ringFull + faults);
          expect(balance.queued).toBe(queued + inRing);
          expect(balance.published + balance.filtered + balance.queued + lost).toBe(
            balance.captured,
          );
        },
      ),
    );
  });
});
