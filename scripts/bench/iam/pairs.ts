import { CHANGES } from './changes.ts';
import { type Random, randomFrom } from './random.ts';
import type { NamedCase } from './read-cases.ts';
import { NAMED, type Style, sideFrom, topicsFrom } from './statements.ts';
import { ACCOUNT, CONDITIONS, ROLES } from './vocabulary.ts';

const PAIRS = 120;

/** Comparison cases: policies, and the same policies after one or two changes. Alike in every run. */
export function builtInCases(): NamedCase[] {
  return Array.from({ length: PAIRS }, (_, index) => pairFrom(randomFrom(index + 1), index));
}

function pairFrom(random: Random, index: number): NamedCase {
  const style: Style = { topics: topicsFrom(random), conditions: CONDITIONS, principals: NAMED };
  const before = sideFrom(random, style);
  const after = structuredClone(before);
  // Each kind comes in turn, so that none is missing.
  const [first, change] = Object.entries(CHANGES)[index % Object.keys(CHANGES).length] ?? ['', () => {}];
  change(after, random, style);
  if (random.chance(0.3)) random.pick(Object.values(CHANGES))(after, random, style);
  const principal = random.chance(0.8) ? `arn:aws:iam::${ACCOUNT}:role/${random.pick(ROLES)}` : null;
  const id = `${index}-${first}`;
  return { name: id, value: { id, old: before, new: after, ...(principal ? { principal } : {}) } };
}
