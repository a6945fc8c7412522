const SHOWN = 3;

/** What to append to a message about an unknown name: the closest known ones, or all of a few. */
export function didYouMean(name: string, known: readonly string[]): string {
  const near = nearNames(name, known);
  if (near.length > 0) return `; did you mean ${near.join(' or ')}?`;
  if (known.length === 0) return '; there is none';
  const listed = [...known].sort().slice(0, 10);
  return `; there is ${listed.join(', ')}${known.length > listed.length ? ', …' : ''}`;
}

/** Known names within a third of the longer name's length of edits, closest first; letter case does not count. */
export function nearNames(name: string, known: readonly string[]): string[] {
  const wanted = name.toLowerCase().slice(0, 100);
  const { length } = [...wanted];
  return known
    .filter((candidate) => Math.abs(length - candidate.length) <= Math.max(name.length, candidate.length) / 3)
    .map((candidate) => ({ candidate, edits: editDistance(wanted, candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.max(name.length, candidate.length) / 3)
    .sort((a, b) => a.edits - b.edits || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, SHOWN)
    .map(({ candidate }) => candidate);
}

/** Levenshtein's distance, one row of the table at a time. */
function editDistance(from: string, to: string): number {
  const row = Uint32Array.from({ length: to.length + 1 }, (_, index) => index);
  let index = 0;
  for (const character of from) {
    let diagonal = index++;
    row[0] = index;
    for (let column = 1; column <= to.length; column++) {
      const above = row[column] ?? 0;
      const replaced = diagonal + (character === to[column - 1] ? 0 : 1);
      row[column] = Math.min(replaced, above + 1, (row[column - 1] ?? 0) + 1);
      diagonal = above;
    }
  }
  return row[to.length] ?? 0;
}
