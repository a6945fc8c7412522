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
}

/** What the Allow statements of a unit grant; those of organisations only limit. */
export function grantsOf(unit: Unit, naming: Naming): Grant[] {
  if (unit.kind === 'scp' || unit.kind === 'rcp') return [];
  return unit.policies
    .flatMap((policy) => (isMap(policy) ? [policy.Statement].flat() : []))
    .filter(isMap)
    .filter(({ Effect: effect }) => effect === 'Allow')
    .flatMap((statement) => ofStatement(unit, statement, naming));
}

function ofStatement(unit: Unit, statement: Record<string, unknown>, naming: Naming): Grant[] {
  const { Action, NotAction, Resource, NotResource, Condition } = statement;
  const isOwn = unit.kind === 'resource' || unit.kind === 'trust';
  const resources = textsOf(Resource);
  // The policy of a resource may leave out what it is about, or say `*`.
  const named = isOwn && (resources.length === 0 || resources.includes('*')) ? [unit.name] : null;
  const to = named ?? (NotResource === undefined ? resources : ['*']).map((text) => resourceLabel(text, naming));
  const from = isOwn ? principalsOf(statement, naming) : [unit.name];
  const actions = new Set(NotAction === undefined ? textsOf(Action) : ['*']);
  const isPart = [NotAction, NotResource, Condition].some((part) => part !== undefined);
  if (actions.size === 0) return [];
  return from.flatMap((who) => to.map((what) => ({ from: who, to: what, actions, isPart })));
}

function principalsOf({ Principal, NotPrincipal }: Record<string, unknown>, naming: Naming): string[] {
  if (NotPrincipal !== undefined) return [EVERYONE];
  const texts = isMap(Principal) ? Object.values(Principal).flatMap(textsOf) : textsOf(Principal);
  return [...new Set(texts.map((text) => principalLabel(text, naming)))];
}

function textsOf(value: unknown): string[] {
  return [value].flat(Number.POSITIVE_INFINITY).filter((text): text is string => typeof text === 'string');
}
