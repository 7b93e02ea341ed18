import { EMPTY_BOOK, type IncidentBook, type IncidentStore } from '@keywarden/incidents';
import { afterEach, describe, expect, it } from 'vitest';

export interface IncidentStoreUnderTest {
  store: IncidentStore;
  close(): Promise<void>;
}

const book = (seq: number): IncidentBook => ({
  ...EMPTY_BOOK,
  births: [{ container: 'ü\n"{}', event: 'n/b/1', at: seq }],
  seen: [seq],
});

/** What every IncidentStore has to do. `open` gives an empty one each time. */
export function describeIncidentStoreContract(
  name: string,
  open: () => Promise<IncidentStoreUnderTest>,
): void {
  describe(`IncidentStore: ${name}`, () => {
    let opened: IncidentStoreUnderTest | undefined;
    let nodes = 0;
    afterEach(async () => {
      await opened?.close();
    });
    const start = async () => {
      opened = await open();
      nodes += 1;
      return { store: opened.store, key: { node: `node-${String(nodes)}`, boot_id: 'b' } };
    };

    it('has an empty book of version 0 for a node that nobody knows', async () => {
      const { store, key } = await start();
      expect(await store.load([key])).toEqual([{ book: EMPTY_BOOK, version: 0 }]);
      expect(await store.load([])).toEqual([]);
    });

    it('gives back what was saved, text of any kind too, in the order of the keys', async () => {
      const { store, key } = await start();
      const other = { ...key, boot_id: 'another {boot}:x' };
      expect(await store.save(key, book(1), 0)).toBe(true);
      expect(await store.save(other, book(2), 0)).toBe(true);
      expect(await store.load([other, key])).toEqual([
        { book: book(2), version: 1 },
        { book: book(1), version: 1 },
      ]);
    });

    it('takes the place of the version that was read, and of no other', async () => {
      const { store, key } = await start();
      await store.save(key, book(1), 0);
      expect(await store.save(key, book(2), 0)).toBe(false);
      expect(await store.save(key, book(2), 7)).toBe(false);
      expect(await store.load([key])).toEqual([{ book: book(1), version: 1 }]);
      expect(await store.save(key, book(3), 1)).toBe(true);
      expect(await store.load([key])).toEqual([{ book: book(3), version: 2 }]);
    });

    it('lets exactly one of many have its way', async () => {
      const { store, key } = await start();
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, n) => store.save(key, book(n), 0)),
      );
      expect(answers.filter((saved) => saved)).toHaveLength(1);
      const [found] = await store.load([key]);
      expect(found?.book).toEqual(book(answers.indexOf(true)));
    });
  });
}
