const FROM = /^(?:import|export)\b[^;]*?\bfrom '([^']+)';\n/gm;

/**
 * The text with one more `import` or `export … from` line, where Biome's organizeImports wants it: the lines are sorted by
 * what they import from. Null where there is no such line yet.
 */
export function withLine(text: string, line: string, from: string): string | null {
  const lines = [...text.matchAll(FROM)].map(({ 0: { length }, 1: source = '', index }) => ({ source, index, length }));
  const last = lines.at(-1);
  if (last === undefined) return null;
  const next = lines.find(({ source }) => isBefore(from, source));
  const place = next?.index ?? last.index + last.length;
  return `${text.slice(0, place)}${line}\n${text.slice(place)}`;
}

/** Packages come first, then what is further away; a folder before the file of its name, numbers by their value. */
export function isBefore(one: string, other: string): boolean {
  const [left, right] = [partsOf(one), partsOf(other)];
  const at = left.findIndex((part, index) => part !== right[index]);
  if (at === -1) return left.length < right.length;
  const [mine = '', its] = [left[at], right[at]];
  if (its === undefined) return false;
  if (/^\d/.test(mine) && /^\d/.test(its)) return Number(mine) < Number(its);
  return rank(mine) < rank(its);
}

/** Numbers whole, all else by character. */
function partsOf(source: string): string[] {
  const distance = source.startsWith('./') ? '2' : source.startsWith('.') ? '1' : '0';
  return [distance, ' ', ...(source.match(/\d+|\D/g) ?? [])];
}

function rank(part: string): number {
  const first = ['/', '.', '-'].indexOf(part);
  return first === -1 ? 3 + part.charCodeAt(0) : first;
}
