import { isDeepStrictEqual } from 'node:util';
import { shapeOf } from '../../access/read/arns.ts';
import { documentPlaces } from '../../access/read/document-places.ts';
import { scalarText } from '../../template/scalar-text.ts';
import { isMap } from '../../template/walk.ts';
import type { SettledText } from './texts.ts';

/** Types that hold a policy, or say who has one, by what they are. */
const OF_ACCESS = /^AWS::(IAM|Organizations|Serverless|SSO)::|Permission$|^AWS::Events::EventBusPolicy$/;

/**
 * Whether something that holds a policy, or says who has one, differs. Rather yes than no: what makes no difference is
 * found when the policies are compared, for which the catalogue of actions has to be read.
 */
export function policiesDiffer(before: readonly SettledText[], after: readonly SettledText[]): boolean {
  return !isDeepStrictEqual(holdersIn(before), holdersIn(after));
}

function holdersIn(stacks: readonly SettledText[]): unknown {
  const all = stacks.flatMap(({ stack, template }) =>
    Object.entries(template.Resources).map(([id, resource]) => ({ stack, id, resource })),
  );
  const holders = all.filter(({ resource }) => holdsPolicy(resource));
  const written = JSON.stringify(holders);
  // What is exported counts where a policy imports something.
  const outputs = written.includes('Fn::ImportValue')
    ? stacks.map(({ stack, template }) => [stack, template.Outputs])
    : [];
  const mentions = `${written}${JSON.stringify(outputs)}`;
  const mentioned = all.filter(({ id }) => mentions.includes(id));
  const byPlace = (some: typeof all, told: (resource: unknown) => unknown) =>
    Object.fromEntries(some.map(({ stack, id, resource }) => [`${stack}/${id}`, told(resource)]));
  return [byPlace(holders, (resource) => resource), byPlace(mentioned, givenName), Object.fromEntries(outputs)];
}

/** What a policy says of a resource moves with its name. */
function givenName(resource: unknown): unknown {
  if (!isMap(resource) || !isMap(resource.Properties)) return null;
  const property = shapeOf(scalarText(resource.Type))?.name ?? null;
  return property === null ? null : (resource.Properties[property] ?? null);
}

function holdsPolicy(resource: unknown): boolean {
  if (!isMap(resource) || typeof resource.Type !== 'string') return false;
  const { Type: type, Properties: properties } = resource;
  if (OF_ACCESS.test(type)) return true;
  const places = documentPlaces(type);
  if (places.length === 0 || !isMap(properties)) return false;
  return 'Fn::Transform' in properties || places.some(({ path: [first = ''] }) => first in properties);
}
