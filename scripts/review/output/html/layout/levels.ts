/**
 * Places in a row, as near to the wanted ones as they can be (least squares) without coming closer than `pitch` and
 * without leaving `low` to `high`. The order stays. This is isotonic regression by pooling adjacent violators: Barlow et
 * al., "Statistical Inference under Order Restrictions" (1972).
 * @param wanted in the order in which they shall stand
 */
export function levels(wanted: readonly number[], pitch: number, low: number, high: number): number[] {
  const pools: { sum: number; count: number }[] = [];
  for (const [index, place] of wanted.entries()) {
    let pool = { sum: place - index * pitch, count: 1 };
    for (let last = pools.at(-1); last && mean(last) > mean(pool); last = pools.at(-1)) {
      pools.pop();
      pool = { sum: pool.sum + last.sum, count: pool.count + last.count };
    }
    pools.push(pool);
  }
  const highest = Math.max(low, high - (wanted.length - 1) * pitch);
  const bases = pools.flatMap((pool) => new Array<number>(pool.count).fill(mean(pool)));
  return bases.map((base, index) => Math.round(Math.min(Math.max(base, low), highest)) + index * pitch);
}

function mean({ sum, count }: { sum: number; count: number }): number {
  return sum / count;
}
