import { compare, type Difference, type Knowledge } from '../iam/compare/compare.ts';
import { compareResourcePolicies } from '../iam/compare/resource-policies.ts';
import { NO_POLICIES, type Policies } from '../iam/decide/evaluate.ts';
import type { PolicyDocument } from '../iam/policy/document.ts';
import { EVERYTHING } from '../iam/policy/everything.ts';
import { NotAPolicy, readPolicyDocument } from '../iam/policy/read.ts';
import { scalarText } from '../template/scalar-text.ts';
import { isMap } from '../template/walk.ts';
import { canonical } from './canonical.ts';
import type { Pair } from './pairs.ts';
import { type Symbols, symbolsFor } from './symbols.ts';
import type { Unit } from './units.ts';

type Found = Pick<Difference, 'gains' | 'losses' | 'undecided'>;

/** Accounts, beside the one deployed to, in which the principal is looked at: an ARN may name its own by number. */
const MOST_ACCOUNTS = 4;

/** What differs between the sides of a pair, with the symbols as they are written. */
export function differenceOf({ base, head }: Pair, knowledge: Knowledge): Found {
  const symbols = symbolsFor([base, head]);
  const kind = (head ?? base)?.kind;
  const found =
    kind === 'resource' || kind === 'trust'
      ? ofResource(base, head, symbols, knowledge)
      : ofPrincipal(base, head, symbols, knowledge);
  return symbols.shown({
    ...found,
    undecided: [...found.undecided, ...unknownIn(base, head), ...noPoliciesIn(base, head, symbols)],
  });
}

function ofResource(base: Unit | null, head: Unit | null, symbols: Symbols, knowledge: Knowledge): Found {
  const arn = (head ?? base)?.arn ?? null;
  const read = (unit: Unit | null) => {
    const [value] = (unit?.policies ?? []).flatMap((policy) => readable(attachedTo(policy, arn), symbols));
    return value ?? null;
  };
  return compareResourcePolicies(read(base), read(head), null, knowledge);
}

/** A trust policy names no resource: it speaks of its role. */
function attachedTo(policy: unknown, arn: string | null): unknown {
  if (arn === null || !isMap(policy)) return policy;
  const statements = [policy.Statement].flat();
  return { ...policy, Statement: statements.map((one) => (isMap(one) ? { Resource: arn, ...one } : one)) };
}

function ofPrincipal(base: Unit | null, head: Unit | null, symbols: Symbols, knowledge: Knowledge): Found {
  const sides = [policiesOf(base, symbols), policiesOf(head, symbols)] as const;
  const arn = (head ?? base)?.arn ?? null;
  if (arn === null) return compare(...sides, null, knowledge);
  const own = scalarText(symbols.hidden(arn));
  const written = JSON.stringify([base, head]).match(/(?<!\d)\d{12}(?!\d)/g) ?? [];
  const accounts = [symbols.account, ...new Set(written)].slice(0, MOST_ACCOUNTS + 1);
  const all = accounts.map((account) => compare(...sides, own.replace(symbols.account, account), knowledge));
  return {
    gains: once(all.flatMap(({ gains }) => gains)),
    losses: once(all.flatMap(({ losses }) => losses)),
    undecided: all.flatMap(({ undecided }) => undecided),
  };
}

function once(gains: Difference['gains']): Difference['gains'] {
  const told = new Map<string, Difference['gains'][number]>();
  for (const gain of gains) {
    const key = JSON.stringify([gain.actions, gain.notActions, gain.resources, gain.notResources]);
    if (!told.has(key)) told.set(key, gain);
  }
  return [...told.values()];
}

function policiesOf(unit: Unit | null, symbols: Symbols): Policies {
  const read = (values: readonly unknown[]) => values.flatMap((value) => readable(value, symbols));
  const documents = read(unit?.policies ?? []);
  const [permissionBoundary = null] = unit === null || unit.boundary === null ? [] : read([unit.boundary]);
  const none = { ...NO_POLICIES, permissionBoundary };
  if (unit?.kind === 'scp') return { ...none, identityPolicies: [EVERYTHING], scps: [documents] };
  if (unit?.kind === 'rcp') return { ...none, identityPolicies: [EVERYTHING], rcps: [documents] };
  return { ...none, identityPolicies: documents };
}

/** What is no policy, says the same on both sides, and grants nothing, is left out. */
function noPoliciesIn(base: Unit | null, head: Unit | null, symbols: Symbols): Difference['undecided'] {
  const [old = [], now = []] = [base, head].map((unit) => {
    const all = [...(unit?.policies ?? []), ...(unit === null || unit.boundary === null ? [] : [unit.boundary])];
    return all.filter((value) => readable(value, symbols).length === 0).map(canonical);
  });
  const onOneSide = [...old.filter((text) => !now.includes(text)), ...now.filter((text) => !old.includes(text))];
  const reason = 'a document is no policy, so that nobody can tell what it allows';
  return onOneSide.length > 0 ? [{ reason, actions: ['*'], resources: ['*'] }] : [];
}

/** The rules report what is no policy. */
function readable(value: unknown, symbols: Symbols): PolicyDocument[] {
  try {
    return [readPolicyDocument(symbols.hidden(value))];
  } catch (error) {
    if (error instanceof NotAPolicy) return [];
    throw error;
  }
}

function unknownIn(base: Unit | null, head: Unit | null): Difference['undecided'] {
  const [old = [], now = []] = [base, head].map((unit) => unit?.elsewhere ?? []);
  const attached = new Set([...old.filter((arn) => !now.includes(arn)), ...now.filter((arn) => !old.includes(arn))]);
  const bounds = [base, head].map((unit) => unit?.boundaryElsewhere ?? null);
  const bound = bounds[0] === bounds[1] ? [] : bounds.filter((arn) => arn !== null);
  return [
    ...[...attached].map((arn) => `the policy ${arn} is attached on one side only, and is not in the repository`),
    ...bound.map((arn) => `the boundary ${arn} is there on one side only, and is not in the repository`),
  ].map((reason) => ({ reason, actions: ['*'], resources: ['*'] }));
}
