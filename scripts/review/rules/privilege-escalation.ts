import type { ReviewedDocument, Rule, Surroundings } from '../model.ts';
import { patternFor } from './facts/actions.ts';
import { allowedBy } from './facts/allowed.ts';
import { eachDocument, type Told } from './facts/checks.ts';
import { WAYS } from './facts/escalation.ts';
import { kindOf } from './facts/kinds.ts';
import { documentsOfPrincipal, principalsOf } from './facts/owners.ts';
import { statementsIn } from './facts/statements.ts';

export const privilegeEscalation: Rule = {
  id: 'privilege-escalation',
  code: null,
  severity: 'error',
  summary: 'Permissions that make their owner an administrator',
  why: 'Alone or together they give what the most powerful principal of the account may do (IAM User Guide, "Granting a user permissions to pass a role to an AWS service"; "Security best practices in IAM").',
  check: eachDocument((document, all) => {
    if (kindOf(document) !== 'identity') return [];
    const owners = principalsOf(document, all.reviewed);
    const groups =
      owners.length === 0 ? [[document]] : owners.map((owner) => documentsOfPrincipal(owner, all.reviewed));
    return groups.map((group) => escalations(document, group, all)).find((told) => told.length > 0) ?? [];
  }),
};

/** Told where the first action of the first way is allowed; whoever has everything has no need of ways. */
function escalations(document: ReviewedDocument, group: ReviewedDocument[], { catalog }: Surroundings): Told[] {
  const statements = statementsIn(document).filter(({ effect }) => effect === 'Allow');
  const placeOf = (name = '') => statements.flatMap((statement) => patternFor(statement, name) ?? [])[0];
  if (!WAYS.some(({ actions: [action] }) => placeOf(action) !== undefined)) return [];
  const allows = allowedBy(group, catalog);
  if (allows('iam:DeleteAccountAlias') && allows('ec2:RunInstances')) return [];
  const ways = WAYS.filter(({ actions, passedTo }) => actions.every((action) => allows(action, passedTo)));
  const [first] = ways;
  const place = placeOf(first?.actions[0]);
  if (first === undefined || place === undefined) return [];
  const more = ways.length > 1 ? `, and there are ${ways.length - 1} more ways` : '';
  const fix = `name in Resource what ${first.actions[0]} may work on, and remove what is not called`;
  return [{ path: place.path, message: `${first.actions.join(' with ')} ${first.does}${more}`, fix }];
}
