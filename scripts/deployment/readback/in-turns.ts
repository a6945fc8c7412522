/** Calls at a time: more of them only meet the services' limits sooner. */
const AT_ONCE = 4;

/** What `work` gives for each item, in their order, a few of them at a time. */
export async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = new Array(items.length);
  const waiting = items.entries();
  const lane = async () => {
    for (const [index, item] of waiting) done[index] = await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return done;
}
