import { type Glob, globOf, globText, globWritten } from './glob.ts';
import { intersection } from './intersection.ts';
import { type TextClass, TooComplex } from './text-classes.ts';

/** Texts as a person would write them: what one of `include` covers and none of `exclude`. */
export interface Cover {
  include: string[];
  exclude: string[];
}

const EVERYTHING = globOf('*');

/** A glob with the classes that it covers, by their place. */
interface Covering {
  glob: Glob;
  covered: ReadonlySet<number>;
}

/**
 * The chosen classes of texts, exactly, in few globs.
 * @param globs those by which the classes were told apart
 */
export function coverOf(globs: readonly Glob[], classes: readonly TextClass[], chosen: ReadonlySet<number>): Cover[] {
  const all = coverings(globs, classes);
  const inside = all.filter(({ covered }) => covered.size > 0 && isSubset(covered, chosen));
  const outside = all.filter(({ covered }) => covered.size > 0 && !meets(covered, chosen));
  const include: Covering[] = [];
  const left = new Set(chosen);
  const take = (covering: Covering) => {
    include.push(covering);
    for (const place of covering.covered) left.delete(place);
  };
  for (let best = widest(inside, left); best !== null; best = widest(inside, left)) take(best);
  const surplus = new Set<number>();
  for (const place of [...left]) {
    const around = left.has(place) ? narrowestAround(place, all, chosen, outside) : null;
    if (around === null) continue;
    take(around);
    for (const extra of around.covered) if (!chosen.has(extra)) surplus.add(extra);
  }
  const exclude: Covering[] = [];
  for (let best = widest(outside, surplus); best !== null; best = widest(outside, surplus)) {
    exclude.push(best);
    for (const place of best.covered) surplus.delete(place);
  }
  const whole = include.length === 0 ? [] : [simply(withoutInner(include), exclude)];
  return [...whole, ...[...left].flatMap((place) => exactly(all, place))];
}

/**
 * A class for which no globs around it will do: what all that cover it have in common, less all that do not.
 * @throws TooComplex
 */
function exactly(all: readonly Covering[], place: number): Cover[] {
  const around = all.filter(({ covered }) => covered.has(place));
  const common = withoutOuter(around).reduce<Glob[]>(
    (before, { glob }) => before.flatMap((one) => intersected(one, glob)),
    [EVERYTHING],
  );
  const others = all.filter(({ covered }) => !covered.has(place)).map(({ glob }) => glob);
  const exclude = others.filter((glob) => common.some((one) => mayMeet(one, glob)));
  return common.length === 0 ? [] : [{ include: common.flatMap(textsOf), exclude: exclude.flatMap(textsOf) }];
}

/** A glob that covers all classes of another one covers all of its texts. */
function withoutOuter(around: readonly Covering[]): Covering[] {
  return around.filter(
    (one, index) =>
      !around.some(
        (other, at) =>
          at !== index && isSubset(other.covered, one.covered) && (other.covered.size < one.covered.size || at < index),
      ),
  );
}

function mayMeet(one: Glob, other: Glob): boolean {
  return one.members.some((member) => other.members.some((part) => intersection(member, part)?.length !== 0));
}

function intersected(one: Glob, other: Glob): Glob[] {
  return one.members.flatMap((member) =>
    other.members.flatMap((part) => {
      const common = intersection(member, part);
      if (common === null) throw new TooComplex();
      return common;
    }),
  );
}

function coverings(globs: readonly Glob[], classes: readonly TextClass[]): Covering[] {
  const all = globs.map((glob) => ({ glob, covered: new Set<number>() }));
  classes.forEach(({ covered }, place) => {
    for (const index of covered) all[index]?.covered.add(place);
  });
  return [...all, { glob: EVERYTHING, covered: new Set(classes.keys()) }];
}

function isSubset(part: ReadonlySet<number>, whole: ReadonlySet<number>): boolean {
  return [...part].every((place) => whole.has(place));
}

function meets(one: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
  return [...one].some((place) => other.has(place));
}

/** The glob with most of the places that are left; of equals the longer one, which says more. */
function widest(all: readonly Covering[], left: ReadonlySet<number>): Covering | null {
  let best: Covering | null = null;
  let most = 0;
  for (const covering of all) {
    const count = [...covering.covered].filter((place) => left.has(place)).length;
    const better = count > most || (count === most && best !== null && covering.covered.size > best.covered.size);
    if (count === 0 || !better) continue;
    best = covering;
    most = count;
  }
  return best;
}

/** The narrowest glob with the place whose other places are chosen, or can all be excluded. */
function narrowestAround(
  place: number,
  all: readonly Covering[],
  chosen: ReadonlySet<number>,
  outside: Covering[],
): Covering | null {
  const excluded = new Set(outside.flatMap(({ covered }) => [...covered]));
  const fitting = all.filter(
    ({ covered }) => covered.has(place) && [...covered].every((other) => chosen.has(other) || excluded.has(other)),
  );
  const [narrowest] = fitting.sort((one, other) => one.covered.size - other.covered.size);
  return narrowest ?? null;
}

function withoutInner(include: readonly Covering[]): Covering[] {
  return include.filter(
    (one, index) =>
      !include.some(
        (other, place) =>
          place !== index &&
          isSubset(one.covered, other.covered) &&
          (other.covered.size > one.covered.size || place < index),
      ),
  );
}

/** A list of actions that is told apart as one may have members that say nothing here: those go. */
function simply(include: readonly Covering[], exclude: readonly Covering[]): Cover {
  const [inner, outer] = [include, exclude].map((all) => all.flatMap(({ glob }) => glob.members)) as [Glob[], Glob[]];
  const left = inner.filter((one) => !outer.some((other) => isInside(one, other)));
  const needed = outer.filter((other) => left.some((one) => mayMeet(one, other)));
  return { include: left.map(globText), exclude: needed.map(globText) };
}

/** Whether all texts of one are of the other; a star of the other swallows whatever the one has, wildcards too. */
function isInside(one: Glob, other: Glob): boolean {
  const isPlain = !other.hasOne && !globText(other).includes('${');
  return isPlain && other.matches(globText(one));
}

/** As they are written in a policy. */
function textsOf({ members }: Glob): string[] {
  return members.map(globText);
}

/** Whether the text is in the cover, whose globs are as a policy writes them. */
export function isWithin(text: string, { include, exclude }: Cover): boolean {
  return include.some((glob) => covers(glob, text)) && !exclude.some((glob) => covers(glob, text));
}

function covers(written: string, text: string): boolean {
  return /[*?]/.test(written) ? globWritten(written).matches(text) : written === text;
}
