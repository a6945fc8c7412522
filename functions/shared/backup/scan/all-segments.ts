/**
 * Works on all segments at the same time. What fails in one of them ends the others by their signal, and all have stopped
 * before anybody hears of it.
 * @throws the signal's reason, or else the first failure
 */
export async function allSegments<T>(
  segments: number,
  outer: AbortSignal,
  work: (segment: number, signal: AbortSignal) => Promise<T>,
): Promise<T[]> {
  const failed = new AbortController();
  const signal = AbortSignal.any([outer, failed.signal]);
  const all = Array.from({ length: segments }, async (_, segment) => {
    try {
      return await work(segment, signal);
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  });
  const settled = await Promise.allSettled(all);
  outer.throwIfAborted();
  failed.signal.throwIfAborted();
  return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}
