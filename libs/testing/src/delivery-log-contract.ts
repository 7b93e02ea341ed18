import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Shape of the DeliveryLog port of libs/routing. */
export interface DeliveryLogLike {
  delivered(sink: string, alertIds: readonly string[]): Promise<readonly boolean[]>;
  record(sink: string, alertIds: readonly string[]): Promise<void>;
}

export interface DeliveryLogSubject {
  log: DeliveryLogLike;
  close?(): Promise<void>;
}

/** What every DeliveryLog must do. */
export function describeDeliveryLogContract(
  name: string,
  factory: () => Promise<DeliveryLogSubject>,
): void {
  describe(`DeliveryLog contract: ${name}`, () => {
    let subject: DeliveryLogSubject;
    beforeAll(async () => {
      subject = await factory();
    });
    afterAll(async () => {
      await subject.close?.();
    });

    it('knows what was recorded, in the order asked, and nothing else', async () => {
      await subject.log.record('webhook', ['a', 'b']);
      await subject.log.record('webhook', ['b']);
      const answer = await subject.log.delivered('webhook', ['b', 'x', 'a']);
      expect(answer).toEqual([true, false, true]);
    });

    it('keeps sinks apart, also when their names imitate a separator', async () => {
      await subject.log.record('s', ['t:u']);
      await subject.log.record('s}{:t', ['v']);
      expect(await subject.log.delivered('s:t', ['u'])).toEqual([false]);
      expect(await subject.log.delivered('s', ['t:v'])).toEqual([false]);
      expect(await subject.log.delivered('s}{:t', ['v'])).toEqual([true]);
    });

    it('takes no ids', async () => {
      await subject.log.record('s', []);
      expect(await subject.log.delivered('s', [])).toEqual([]);
    });
  });
}
