import type { Catalog } from '../catalog/catalog.ts';
import type { KeyTypes } from '../catalog/key-types.ts';
import { type CompiledPolicies, compilePolicies, decide, type Policies, type Request } from '../decide/evaluate.ts';
import type { PolicyDocument, PrincipalElement } from '../policy/document.ts';
import { atoms } from './atom.ts';
import { allCallers, callersOf } from './caller.ts';
import { type Compared, compareFor, type Direction, type Sides } from './cells.ts';
import { coverOf } from './cover.ts';
import { mostDangerousFirst } from './danger.ts';
import { type Gain, type Region, regionsOf } from './gain.ts';
import type { Searching } from './search.ts';
import { isSame, type Sets, sets, sideFor } from './side.ts';
import { rememberedClasses, TooComplex } from './text-classes.ts';
import { witnessesOf } from './witness.ts';

export type Comparison = 'equal' | 'narrower' | 'broader' | 'incomparable';

export interface Undecided {
  reason: string;
  /** Which access it is about, as far as it can be told. */
  actions: string[];
  resources: string[];
}

export interface Difference {
  verdict: Comparison;
  gains: Gain[];
  losses: Gain[];
  undecided: Undecided[];
}

/** What is known of AWS beyond the policies. */
export interface Knowledge {
  keyType: KeyTypes;
  catalog: Catalog;
}

/**
 * What the new policies allow that the old ones do not, and the other way round, over all requests and contexts.
 * Each gain and loss has a witness on which `decide` itself differs.
 * @param principal only requests of this ARN, and for a role of its sessions; null: everybody's
 */
export function compare(before: Policies, after: Policies, principal: string | null, knowledge: Knowledge): Difference {
  const elements = [before, after].flatMap(principalsIn);
  const callers =
    principal === null ? allCallers(elements, resourcesIn(before, after)) : callersOf(principal, elements);
  const interned = { atoms: atoms(), sets: sets() };
  const shared = { atoms: interned.atoms, keyType: knowledge.keyType, textClasses: rememberedClasses() };
  const undecided: Undecided[] = [];
  const found: Record<Direction, Found[]> = { gained: [], lost: [] };
  for (const caller of callers) {
    const sides = { gained: sideFor(after, caller, interned), lost: sideFor(before, caller, interned) };
    if (isSame(sides.gained, sides.lost)) continue;
    explore(sides, interned.sets, { ...shared, caller, answers: new Map() }, found, undecided);
  }
  if (found.gained.length + found.lost.length === 0) return difference([], [], undecided);
  const named = principal === null && elements.length > 0;
  const showing = { before: compilePolicies(before), after: compilePolicies(after), named, knowledge };
  const gains = gainsFrom(found.gained, showing, undecided);
  const losses = gainsFrom(found.lost, showing, undecided);
  return difference(gains, losses, undecided);
}

function explore(
  sides: Sides,
  interned: Sets,
  searching: Searching,
  found: Record<Direction, Found[]>,
  undecided: Undecided[],
): void {
  try {
    const compared = compareFor(sides, interned, searching);
    undecided.push(...undecidedIn(compared));
    for (const direction of ['gained', 'lost'] as const) {
      for (const region of regionsOf(compared, direction)) found[direction].push({ region, direction });
    }
  } catch (error) {
    if (!(error instanceof TooComplex)) throw error;
    const reason = 'its patterns combine in more ways than can be looked through';
    undecided.push({ reason, actions: ['*'], resources: ['*'] });
  }
}

/** What is undecided for several callers is told once. */
function difference(gains: Gain[], losses: Gain[], undecided: Undecided[]): Difference {
  const open = [...new Map(undecided.map((one) => [JSON.stringify(one), one])).values()];
  return { verdict: verdictOf(gains, losses, open), gains, losses, undecided: open };
}

interface Found {
  region: Region;
  direction: Direction;
}

/** What cannot be decided counts as gained and lost. */
export function verdictOf(gains: Gain[], losses: Gain[], undecided: Undecided[]): Comparison {
  const more = gains.length > 0 || undecided.length > 0;
  const less = losses.length > 0 || undecided.length > 0;
  if (more && less) return 'incomparable';
  return more ? 'broader' : less ? 'narrower' : 'equal';
}

function principalsIn(policies: Policies): PrincipalElement[] {
  return documentsOf(policies).flatMap(({ statements }) => statements.flatMap(({ principal }) => principal ?? []));
}

function resourcesIn(...all: Policies[]): string[] {
  return all
    .flatMap(documentsOf)
    .flatMap(({ statements }) =>
      statements.flatMap(({ resource, conditions }) => [
        ...(resource?.patterns ?? []),
        ...conditions.flatMap(({ values }) => values),
      ]),
    );
}

function documentsOf({
  identityPolicies,
  resourcePolicy,
  permissionBoundary,
  sessionPolicies,
  scps,
  rcps,
}: Policies): PolicyDocument[] {
  return [
    ...identityPolicies,
    ...(resourcePolicy ? [resourcePolicy] : []),
    ...(permissionBoundary ? [permissionBoundary] : []),
    ...sessionPolicies,
    ...scps.flat(),
    ...rcps.flat(),
  ];
}

function undecidedIn({ actionGlobs, actionClasses, blocks }: Compared): Undecided[] {
  return blocks.flatMap(({ undecided, actions }) => {
    if (undecided === null) return [];
    const chosen = new Set(actions.map((action) => actionClasses.indexOf(action)));
    return coverOf(actionGlobs, actionClasses, chosen).map(({ include }) => ({
      reason: undecided,
      actions: include,
      resources: ['*'],
    }));
  });
}

interface Showing {
  before: CompiledPolicies;
  after: CompiledPolicies;
  /** Gains say whose they are. */
  named: boolean;
  knowledge: Knowledge;
}

/** Gains with their witness; what no request shows goes to `undecided`. Callers with the same gain are told together. */
function gainsFrom(all: readonly Found[], showing: Showing, undecided: Undecided[]): Gain[] {
  const gains = new Map<string, Gain>();
  for (const { region, direction } of all) {
    const { actions, resources, caller } = region;
    const key = JSON.stringify([actions, resources]);
    const known = gains.get(key);
    const witness = shownBy(region, direction, showing);
    if (witness === null) {
      const reason = 'no request was found that shows it, and none that rules it out';
      undecided.push({ reason, actions: actions.include, resources: resources.include });
    } else if (known) known.principals?.push(caller.label);
    else gains.set(key, gainOf(region, witness, showing.named));
  }
  return mostDangerousFirst([...gains.values()], showing.knowledge.catalog);
}

/** The first of the region's requests on which both sides decide differently. */
function shownBy(region: Region, direction: Direction, { before, after, knowledge }: Showing): Request | null {
  const [allowing, denying] = direction === 'gained' ? [after, before] : [before, after];
  const shows = (request: Request) =>
    decide(request, allowing).decision === 'Allowed' && decide(request, denying).decision !== 'Allowed';
  for (const request of witnessesOf(region, knowledge)) if (shows(request)) return request;
  return null;
}

function gainOf({ actions, resources, caller }: Region, witness: Gain['witness'], named: boolean): Gain {
  return {
    actions: actions.include,
    ...(actions.exclude.length > 0 ? { notActions: actions.exclude } : {}),
    resources: resources.include,
    ...(resources.exclude.length > 0 ? { notResources: resources.exclude } : {}),
    ...(named ? { principals: [caller.label] } : {}),
    witness,
  };
}
