/**
 * Runs `work` on each item, by several workers that take the next item when they are free. After a failure,
 * or when `signal` says stop, they finish what they are at and take nothing more.
 */
export async function byWorkers<T>(
  workers: number,
  items: Iterable<T>,
  work: (item: T) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const failed = new AbortController();
  const end = AbortSignal.any([signal, failed.signal]);
  const queue = items[Symbol.iterator]();
  const worker = async () => {
    for (let next = queue.next(); !next.done && !end.aborted; next = queue.next()) await work(next.value);
  };
  const failing = () => worker().catch((error: unknown) => failed.abort(error));
  await Promise.all(Array.from({ length: workers }, failing));
  end.throwIfAborted();
}
