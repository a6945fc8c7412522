import type { ReviewedDocument, ReviewedResource } from '../../access/model.ts';
import { patternFor } from '../../access/stated/actions.ts';
import { statementsIn, type Text, textsAt } from '../../access/stated/statements.ts';
import type { Rule, Surroundings } from '../model.ts';
import { allowedBy } from './facts/allowed.ts';
import { eachDocument, type Told } from './facts/checks.ts';
import { WAYS } from './facts/escalation.ts';
import { kindOf } from './facts/kinds.ts';
import { documentsOfPrincipal, principalsOf } from './facts/owners.ts';

export const privilegeEscalation: Rule = {
  id: 'privilege-escalation',
  code: null,
  severity: 'error',
  summary: 'Permissions that make their owner an administrator',
  why: 'Alone or together they give what the most powerful principal of the account may do (IAM User Guide, "Granting a user permissions to pass a role to an AWS service"; "Security best practices in IAM").',
  check: eachDocument((document, all) => {
    if (kindOf(document) !== 'identity') return [];
    const owners = principalsOf(document, all.reviewed);
    const groups = owners.length === 0 ? [[document]] : owners.map((owner) => documentsOf(owner, all));
    return groups.map((group) => escalations(document, group, all)).find((told) => told.length > 0) ?? [];
  }),
};

/** What the template gives the principal, and the managed policies of AWS that it attaches. */
function documentsOf(owner: string, { reviewed, managedPolicies }: Surroundings): ReviewedDocument[] {
  const [template, id] = owner.split('#');
  const resources = reviewed.templates.find(({ file }) => file === template)?.resources ?? [];
  const principal = resources.find(({ logicalId }) => logicalId === id);
  const managed = attachedTo(principal).flatMap((arn): ReviewedDocument[] => {
    const value = managedPolicies.documentOf(arn.replace('${AWS::Partition}', 'aws'));
    const nowhere = () => ({ file: arn, line: 1, column: 1 });
    return value === null ? [] : [{ kind: 'identity', owner: null, value, at: nowhere, keyAt: nowhere }];
  });
  return [...documentsOfPrincipal(owner, reviewed), ...managed];
}

function attachedTo(principal: ReviewedResource | undefined): string[] {
  const arns = textsAt(principal?.properties.ManagedPolicyArns, []).map(({ text }) => text);
  return arns.filter((text) => text.includes(':iam::aws:policy/'));
}

/** Told where the first action of the first way is allowed; whoever has everything has no need of ways. */
function escalations(document: ReviewedDocument, group: ReviewedDocument[], { catalog }: Surroundings): Told[] {
  if (!WAYS.some(({ actions: [action] }) => placeIn(document, action) !== null)) return [];
  const allows = allowedBy(group, catalog);
  if (allows('iam:DeleteAccountAlias') && allows('ec2:RunInstances')) return [];
  const ways = WAYS.filter(({ actions, passedTo }) => actions.every((action) => allows(action, passedTo)));
  // AWS's own documents are no place: what the template adds to them is.
  const written = group.filter((one) => one === document || one.owner !== null);
  const first = ways.find(({ actions: [action] }) => written.some((one) => placeIn(one, action) !== null));
  const place = placeIn(document, first?.actions[0]);
  if (first === undefined || place === null) return [];
  const others = ways.length - 1;
  const more = others === 0 ? '' : others === 1 ? ', and there is 1 more way' : `, and there are ${others} more ways`;
  const fix = `name in Resource what ${first.actions[0]} may work on, and remove what is not called`;
  return [{ path: place.path, message: `${first.actions.join(' with ')} ${first.does}${more}`, fix }];
}

function placeIn(document: ReviewedDocument, action = ''): Text | null {
  const statements = statementsIn(document).filter(({ effect }) => effect === 'Allow');
  return statements.flatMap((statement) => patternFor(statement, action) ?? [])[0] ?? null;
}
