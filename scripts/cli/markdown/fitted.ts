/** A part of a text of limited length, of which only whole entries may be left out. */
export interface Section {
  before: string;
  entries: readonly string[];
  /** Told in place of entries that are left out. */
  leftOut(count: number): string;
  after: string;
  /** Others are filled first. */
  isFolded: boolean;
}

/** The sections one below the other, each with as many of its first entries as fit: they take turns. */
export function fitted(top: string, sections: readonly Section[], longest: number): string {
  const filled = sections.filter(({ entries }) => entries.length > 0).map((section) => ({ section, count: 0 }));
  let left = longest - top.length;
  for (const { section } of filled) left -= textOf(section, 0).length + '\n\n'.length;
  for (const isFolded of [false, true]) {
    let open = filled.filter(({ section }) => section.isFolded === isFolded);
    while (open.length > 0) {
      open = open.filter((one) => {
        const entry = one.section.entries[one.count];
        if (entry === undefined || entry.length + 1 > left) return false;
        left -= entry.length + 1;
        one.count += 1;
        return true;
      });
    }
  }
  return [top, ...filled.map(({ section, count }) => textOf(section, count))].join('\n\n');
}

function textOf({ before, entries, leftOut, after }: Section, count: number): string {
  const rest = entries.length - count;
  return [before, ...entries.slice(0, count), ...(rest > 0 ? [leftOut(rest)] : []), after]
    .filter((part) => part !== '')
    .join('\n');
}
