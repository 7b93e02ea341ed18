/**
 * Runs `work` on every item: items with the same key one after the other in their order, different
 * keys at the same time, at most `concurrency` in all.
 *
 * @throws the first error of `work`, after everything that had begun has ended
 */
export async function inLanes<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  concurrency: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const lanes = [...Map.groupBy(items, keyOf).values()];
  let next = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    for (let lane = lanes[next++]; lane !== undefined && !failed; lane = lanes[next++]) {
      try {
        for (const item of lane) await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const workers = Array.from({ length: Math.min(concurrency, lanes.length) }, worker);
  const results = await Promise.allSettled(workers);
  for (const result of results) {
    if (result.status === 'rejected') throw result.reason;
  }
}
