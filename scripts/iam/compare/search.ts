import type { KeyTypes } from '../catalog/key-types.ts';
import { type Atom, type Atoms, isText, type Known } from './atom.ts';
import { type Caller, fixedKeys } from './caller.ts';
import { type Candidate, candidates } from './key-values.ts';
import { ALWAYS, atomsOf, NEVER, type Residual, settled } from './residual.ts';
import { type TextClasses, TooComplex } from './text-classes.ts';

/** A context in which `allowing` allows and `denying` does not; with values that may not exist, only perhaps. */
export interface Context {
  known: Known;
  proven: boolean;
}

export interface Searching {
  atoms: Atoms;
  caller: Caller;
  keyType: KeyTypes;
  textClasses: TextClasses;
  /** What was found for a pair of residuals: the same questions come back for other actions and resources. */
  answers: Map<string, Context | null>;
}

const MOST_STEPS = 200_000;

/**
 * Null when there is no such context.
 * @throws TooComplex
 */
export function findContext(allowing: Residual, denying: Residual, searching: Searching): Context | null {
  let steps = 0;
  const visit = (allows: Residual, denies: Residual, known: Known): Context | null => {
    if (allows === NEVER || denies === ALWAYS || allows.key === denies.key) return null;
    const ids = new Set([...atomsOf(allows), ...atomsOf(denies)]);
    if (ids.size === 0) return { known, proven: true };
    if (++steps > MOST_STEPS) throw new TooComplex();
    const question = `${allows.key}>${denies.key}${linkedSaid(known)}`;
    const answered = searching.answers.get(question);
    if (answered !== undefined) return answered && { ...answered, known: new Map([...known, ...answered.known]) };
    const answer = branch(allows, denies, known, [...ids].map(searching.atoms.get));
    searching.answers.set(question, answer && { ...answer, known: without(answer.known, known) });
    return answer;
  };
  const branch = (allows: Residual, denies: Residual, known: Known, all: Atom[]): Context | null => {
    const key = nextKey(all);
    const mine = all.filter(({ open }) => open.includes(key));
    const tried = new Set<string>();
    let doubtful: Context | null = null;
    for (const candidate of valuesOf(key, mine, all, known, searching)) {
      const outcome = outcomes(mine, key, candidate, known, searching.atoms);
      const signature = mine.map(({ id }) => String(outcome.get(id))).join() + partnerSaid(key, candidate, all);
      if (tried.has(signature)) continue;
      tried.add(signature);
      const settle = (id: number) => outcome.get(id) ?? id;
      const next = new Map(known).set(key, candidate.values);
      const found = visit(settled(allows, settle), settled(denies, settle), next);
      if (found?.proven && candidate.text === undefined) return found;
      if (found) doubtful ??= { ...found, proven: false };
    }
    return doubtful;
  };
  return visit(allowing, denying, new Map());
}

/** Keys whose value decides that of another one, or leaves it no choice but to be absent. */
const LINKED: ReadonlyMap<string, string> = new Map([
  ['aws:principalarn', 'aws:username'],
  ['aws:currenttime', 'aws:epochtime'],
  ['aws:epochtime', 'aws:currenttime'],
]);

/** What a key said restricts the key that is linked to it, so values that do the same are not the same. */
function partnerSaid(key: string, { values }: Candidate, all: readonly Atom[]): string {
  const partner = LINKED.get(key);
  return partner !== undefined && all.some(({ open }) => open.includes(partner)) ? `@${values ?? ''}` : '';
}

function linkedSaid(known: Known): string {
  return [...LINKED.keys()].map((key) => `@${known.get(key) ?? ''}`).join('');
}

function without(all: Known, before: Known): Known {
  return new Map([...all].filter(([key]) => !before.has(key)));
}

/** A key that is compared comes before the variables that it is compared with, and the principal's ARN first. */
function nextKey(all: readonly Atom[]): string {
  const tested = (atom: Atom) => ('key' in atom.tested && atom.open.includes(atom.tested.key) ? atom.tested.key : null);
  const waiting = new Set(
    all.flatMap((atom) => atom.open.filter((key) => tested(atom) !== null && key !== tested(atom))),
  );
  const counts = new Map<string, number>();
  for (const { open } of all) for (const key of open) counts.set(key, (counts.get(key) ?? 0) + 1);
  if (counts.has('aws:principalarn')) return 'aws:principalarn';
  const free = [...counts].filter(([key]) => !waiting.has(key));
  const [best] = (free.length > 0 ? free : [...counts]).sort(([, one], [, other]) => other - one);
  return best?.[0] ?? '';
}

function outcomes(mine: Atom[], key: string, { values, text }: Candidate, known: Known, atoms: Atoms) {
  const plain = new Map(known).set(key, values);
  const textual = text === undefined ? plain : new Map(known).set(key, text);
  return new Map(
    mine.map((atom) => {
      const now = atoms.settle(atom, isText(atom) ? textual : plain, key);
      return [atom.id, typeof now === 'boolean' ? now : now.id];
    }),
  );
}

function valuesOf(
  key: string,
  mine: Atom[],
  all: Atom[],
  known: Known,
  { atoms, caller, keyType, textClasses }: Searching,
): Candidate[] {
  const type = keyType(key);
  const singles = candidates({
    key,
    type,
    atoms: mine,
    all,
    known: new Map([...fixedKeys(caller), ...known]),
    caller,
    textClasses,
  });
  const isMany = type?.multivalued ?? mine.some(({ condition }) => condition?.quantifier != null);
  return isMany
    ? unions(singles, (candidate) => [...outcomes(mine, key, candidate, known, atoms).values()].join())
    : singles;
}

/** Sets of values that differ in what they do: each atom asks for some value, or of all values, so one of each kind suffices. */
function unions(singles: Candidate[], outcome: (candidate: Candidate) => string): Candidate[] {
  const found = new Map<string, Candidate>();
  const queue: Candidate[] = [];
  const add = (candidate: Candidate) => {
    const key = outcome(candidate);
    if (found.has(key)) return;
    found.set(key, candidate);
    queue.push(candidate);
  };
  for (const single of singles) add(single);
  for (let head = 0; head < queue.length; head++) {
    const { values, text } = queue[head] as Candidate;
    if (values === undefined || text !== undefined) continue;
    for (const single of singles)
      if (single.values && single.text === undefined) add({ values: [...new Set([...values, ...single.values])] });
  }
  return [...found.values()];
}
