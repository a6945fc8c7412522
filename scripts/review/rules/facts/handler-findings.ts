import { needsOf } from '../../../access/deploying/handler-needs.ts';
import { deployedResources, type Lack, lackOf, serviceRolesOf } from '../../../access/deploying/service-roles.ts';
import { resourceFor, statementFor } from '../../../access/deploying/suggested.ts';
import type { ReviewedResource } from '../../../access/model.ts';
import type { Action } from '../../../iam/catalog/catalog.ts';
import type { RuleFinding, Surroundings } from '../../model.ts';

/** One for each type of which the role lacks actions. */
export function lackingActions(role: ReviewedResource, which: 'needed' | 'possible', all: Surroundings): RuleFinding[] {
  const serviceRole = serviceRolesOf(all).find(({ resource }) => resource === role);
  if (serviceRole === undefined) return [];
  return [...byType(deployedResources(all))].flatMap(([type, resources]) => {
    const needs = needsOf(type, resources, all);
    const lacking = (needs?.[which] ?? []).flatMap((action) => {
      const lack = lackOf(serviceRole, action.name);
      return lack === null ? [] : [{ action, lack, resource: resourceFor(action, needs?.kind ?? null) }];
    });
    const [first] = lacking;
    if (first === undefined) return [];
    const message = `${type} (${placesOf(resources)}): ${reasonsOf(lacking)}`;
    return [{ message, fix: fixFor(lacking), at: first.lack.at, logicalId: role.logicalId, statement: null }];
  });
}

interface Lacking {
  action: Action;
  lack: Lack;
  /** What a statement that allows the action can name. */
  resource: string;
}

function byType(resources: readonly ReviewedResource[]): Map<string, ReviewedResource[]> {
  const found = new Map<string, ReviewedResource[]>();
  for (const resource of resources) {
    const known = found.get(resource.type);
    if (known === undefined) found.set(resource.type, [resource]);
    else known.push(resource);
  }
  return new Map([...found].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function placesOf([first, ...others]: readonly ReviewedResource[]): string {
  return `${first?.template}#${first?.logicalId}${others.length === 0 ? '' : ` and ${others.length} more`}`;
}

const SIDES: Record<Lack['by'], { reason: string; fix(lacking: readonly Lacking[]): string }> = {
  policies: {
    reason: 'no policy of the role allows',
    fix: (lacking) => `add to the role's policy: ${statementsFor(lacking)}`,
  },
  boundary: {
    reason: "the role's boundary does not allow",
    fix: (lacking) => `add to its boundary: ${statementsFor(lacking)}`,
  },
  deny: { reason: 'a Deny covers', fix: () => 'narrow the Deny to what no deploy calls' },
};

function reasonsOf(lacking: readonly Lacking[]): string {
  const told = sidesOf(lacking).map(
    ([by, of]) => `${SIDES[by].reason} ${of.map(({ action }) => action.name).join(', ')}`,
  );
  return told.join('; ');
}

/** What the boundary lacks, the policies may have: each gets the statements with its own. */
function fixFor(lacking: readonly Lacking[]): string {
  return sidesOf(lacking)
    .map(([by, of]) => SIDES[by].fix(of))
    .join('; ');
}

function sidesOf(lacking: readonly Lacking[]): [Lack['by'], Lacking[]][] {
  const sides = [...new Set(lacking.map(({ lack }) => lack.by))];
  return sides.map((by) => [by, lacking.filter(({ lack }) => lack.by === by)]);
}

/** A statement for each kind of resource. */
function statementsFor(lacking: readonly Lacking[]): string {
  const byResource = new Map<string, string[]>();
  for (const { action, resource } of lacking) {
    byResource.set(resource, [...(byResource.get(resource) ?? []), action.name]);
  }
  return [...byResource].map(([resource, actions]) => statementFor(actions, resource)).join(', ');
}
