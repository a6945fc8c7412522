import { isMap } from '../../template/walk.ts';
import type { Deployment } from '../deployment.ts';
import type { Mutant } from '../mutants/mutant.ts';
import type { RuleEvidence } from '../verdict.ts';
import { decidedIn } from './decided.ts';
import { requestOf } from './observed.ts';

const PAGE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html';
const EVERYTHING = { Sid: 'Everything', Effect: 'Allow', Action: '*', Resource: '*' };

/**
 * What a Deny of a role keeps it from whatever else is attached to it: of a role that services alone become, for which
 * nobody can try it.
 * @returns null: it would be kept from that all the same
 */
export function byAttached(mutant: Mutant, deployment: Deployment): RuleEvidence | null {
  const { home, effect, sense, value, touched } = mutant;
  const [role, action, pattern] = [home.roles[0], touched.actions?.[0], touched.resources?.[0]];
  const isTried = effect === 'Deny' && sense === 'wider' && home.kind === 'identity' && isOfServices(mutant);
  if (!isTried || role === undefined || action === undefined || pattern === undefined) return null;
  const { accountId, partition } = deployment.place;
  const resource = pattern.replaceAll('*', 'any');
  const request = requestOf({ stack: home.stack.stack, role, action, resource }, accountId, partition);
  const decided = (document: unknown) =>
    decidedIn(deployment, request, { document: home.document, value: withEverything(document) });
  if (decided(home.document.value) === 'Allowed' || decided(value) !== 'Allowed') return null;
  return { use: `${role} with everything attached to it`, page: PAGE, attack: `${action} on ${resource}` };
}

function withEverything(document: unknown): unknown {
  const { Statement, ...rest } = isMap(document) ? document : {};
  return { ...rest, Statement: [Statement ?? [], EVERYTHING].flat() };
}

/** Whether the trust of the policy's role names services alone. */
function isOfServices({ home: { stack, roles } }: Mutant): boolean {
  const trusts = stack.documents.filter(
    ({ kind, owner }) => kind === 'trust' && owner !== null && roles.includes(stack.symbols.get(owner.logicalId) ?? ''),
  );
  const statements = trusts.flatMap(({ value }) => (isMap(value) ? [value.Statement].flat() : []));
  const principals = statements.map((statement) => (isMap(statement) ? statement.Principal : null));
  return (
    principals.length > 0 &&
    principals.every((principal) => isMap(principal) && Object.keys(principal).join() === 'Service')
  );
}
