/** Milliseconds; never 0, so that a figure can be divided by it. */
export function millisecondsOf(work: () => void): number {
  const start = process.hrtime.bigint();
  work();
  return Math.max(1, Number(process.hrtime.bigint() - start)) / 1e6;
}
