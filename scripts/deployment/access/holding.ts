import { isDeepStrictEqual } from 'node:util';
import { documentPlaces } from '../../access/read/document-places.ts';
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
  const holders = stacks.flatMap(({ stack, template }) =>
    Object.entries(template.Resources).flatMap(([id, resource]) =>
      holdsPolicy(resource) ? [[`${stack}/${id}`, resource] as const] : [],
    ),
  );
  // What is exported counts where a policy imports something.
  const imports = JSON.stringify(holders).includes('Fn::ImportValue');
  const outputs = imports ? stacks.map(({ stack, template }) => [stack, template.Outputs]) : [];
  return [Object.fromEntries(holders), outputs];
}

function holdsPolicy(resource: unknown): boolean {
  if (!isMap(resource) || typeof resource.Type !== 'string') return false;
  const { Type: type, Properties: properties } = resource;
  if (OF_ACCESS.test(type)) return true;
  const places = documentPlaces(type);
  if (places.length === 0 || !isMap(properties)) return false;
  return 'Fn::Transform' in properties || places.some(({ path: [first = ''] }) => first in properties);
}
