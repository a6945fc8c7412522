export function median(figures: readonly number[]): number {
  const sorted = ascending(figures);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] as number) + (sorted[Math.floor(middle)] as number)) / 2;
}

/**
 * The smallest figure that at least `percent` of them do not exceed (nearest rank), so always one that was measured.
 * @param percent above 0, at most 100
 */
export function percentile(figures: readonly number[], percent: number): number {
  return ascending(figures)[Math.ceil((percent / 100) * figures.length) - 1] as number;
}

function ascending(figures: readonly number[]): number[] {
  if (figures.length === 0) throw new Error('there are no figures');
  return [...figures].sort((one, other) => one - other);
}
