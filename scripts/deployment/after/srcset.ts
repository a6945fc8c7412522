/** The addresses in a `srcset`, and where they stand in it (HTML standard, "parsing a srcset attribute"). */
export function sourcesIn(srcset: string): { text: string; index: number }[] {
  const found: { text: string; index: number }[] = [];
  let at = 0;
  for (;;) {
    at += /^[\s,]*/.exec(srcset.slice(at))?.[0].length ?? 0;
    const written = /^\S+/.exec(srcset.slice(at))?.[0];
    if (written === undefined) return found;
    const text = written.replace(/,+$/, '');
    found.push({ text, index: at });
    at += written.length;
    // Without a comma behind it a width or a density follows, which may hold commas in parentheses.
    if (text === written) at += /^([^,(]|\([^)]*\)?)*/.exec(srcset.slice(at))?.[0].length ?? 0;
  }
}
