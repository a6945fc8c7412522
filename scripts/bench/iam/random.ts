/** Choices that come out alike in every run. */
export interface Random {
  /** True in that share of the calls. */
  chance(share: number): boolean;
  /** From `least` to `most`, both included. */
  count(least: number, most: number): number;
  pick<T>(list: readonly T[]): T;
  /** That many different items, in the order of the list. */
  some<T>(list: readonly T[], many: number): T[];
}

export function randomFrom(seed: number): Random {
  const next = mulberry32(seed);
  const count = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  const some = <T>(list: readonly T[], many: number): T[] => {
    const places = new Set<number>();
    while (places.size < Math.min(many, list.length)) places.add(count(0, list.length - 1));
    return list.filter((_, place) => places.has(place));
  };
  return {
    chance: (share) => next() < share,
    count,
    pick: <T>(list: readonly T[]) => list[count(0, list.length - 1)] as T,
    some,
  };
}

/** Tommy Ettinger's generator, in the public domain: 32 bits of state, enough for test data. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
