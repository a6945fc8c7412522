import type { AccessChange } from '../../access/changes.ts';
import type { Unit } from '../../access/units.ts';
import { isMap } from '../../template/walk.ts';
import { EVERYONE, type Naming, principalLabel, resourceLabel } from './labels.ts';

/** Somebody's access to something, by the short names of both. */
export interface Grant {
  from: string;
  to: string;
  actions: ReadonlySet<string>;
  /** Under conditions, or but for some of it. */
  isPart: boolean;
  /** What says so today. */
  statements: readonly Stated[];
  /** What says that it has changed. */
  changes: readonly AccessChange[];
}

/** A statement and where it stands. */
export interface Stated {
  /** The value of the document. */
  policy: unknown;
  /** Its place in the list of statements; null where there is no list. */
  place: number | null;
  statement: Record<string, unknown>;
}

/** What the Allow statements of a unit grant; those of organisations only limit. */
export function grantsOf(unit: Unit, naming: Naming): Grant[] {
  return withEffect(unit, 'Allow', naming);
}

/** What its Deny statements take, from whom and of what. */
export function denialsOf(unit: Unit, naming: Naming): Grant[] {
  return withEffect(unit, 'Deny', naming);
}

function withEffect(unit: Unit, effect: 'Allow' | 'Deny', naming: Naming): Grant[] {
  if (unit.kind === 'scp' || unit.kind === 'rcp') return [];
  return unit.policies
    .flatMap(statedIn)
    .filter(({ statement }) => statement.Effect === effect)
    .flatMap((stated) => ofStatement(unit, stated, naming));
}

function statedIn(policy: unknown): Stated[] {
  if (!isMap(policy)) return [];
  const { Statement: written } = policy;
  if (!Array.isArray(written)) return isMap(written) ? [{ policy, place: null, statement: written }] : [];
  return written.flatMap((statement, place) => (isMap(statement) ? [{ policy, place, statement }] : []));
}

function ofStatement(unit: Unit, stated: Stated, naming: Naming): Grant[] {
  const { Action, NotAction, Resource, NotResource, Condition } = stated.statement;
  const isOwn = unit.kind === 'resource' || unit.kind === 'trust';
  const resources = textsOf(Resource);
  // The policy of a resource may leave out what it is about, or say `*`.
  const named = isOwn && (resources.length === 0 || resources.includes('*')) ? [unit.name] : null;
  const to = named ?? (NotResource === undefined ? resources : ['*']).map((text) => resourceLabel(text, naming));
  const from = isOwn ? principalsOf(stated.statement, naming) : [unit.name];
  const actions = new Set(NotAction === undefined ? textsOf(Action) : ['*']);
  const isPart = [NotAction, NotResource, Condition].some((part) => part !== undefined);
  if (actions.size === 0) return [];
  const one = { actions, isPart, statements: [stated], changes: [] };
  return from.flatMap((who) => to.map((what) => ({ from: who, to: what, ...one })));
}

function principalsOf({ Principal, NotPrincipal }: Record<string, unknown>, naming: Naming): string[] {
  if (NotPrincipal !== undefined) return [EVERYONE];
  const texts = isMap(Principal) ? Object.values(Principal).flatMap(textsOf) : textsOf(Principal);
  return [...new Set(texts.map((text) => principalLabel(text, naming)))];
}

export function textsOf(value: unknown): string[] {
  return [value].flat(Number.POSITIVE_INFINITY).filter((text): text is string => typeof text === 'string');
}
