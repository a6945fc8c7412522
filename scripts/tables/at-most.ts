/**
 * Works on at most so many at the same time, in their order. After a failure nothing new begins; it is thrown once all
 * that had begun has ended.
 */
export async function atMost<T>(
  most: number,
  all: AsyncIterable<T> | Iterable<T>,
  work: (one: T) => Promise<void>,
): Promise<void> {
  const source = each(all);
  const failures: unknown[] = [];
  const worker = async () => {
    try {
      while (failures.length === 0) {
        const { value, done } = await source.next();
        if (done || failures.length > 0) return;
        await work(value);
      }
    } catch (error) {
      failures.push(error);
    }
  };
  await Promise.all(Array.from({ length: most }, worker));
  if (failures.length === 0) return;
  await source.return(undefined).catch(() => {});
  throw failures[0];
}

async function* each<T>(all: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T, void, undefined> {
  yield* all;
}
