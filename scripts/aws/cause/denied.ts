import { plain } from '../../cli/plain.ts';
import type { Denied, FailureCause } from '../cause.ts';

export interface DeniedPrincipal {
  name: string;
  kind: 'service role' | 'role' | 'user' | 'account root' | 'unknown';
}

/** The session name under which CloudFormation acts as the service role of a stack. */
const CLOUDFORMATION_SESSION = 'AWSCloudFormation';

/** Whose policies were asked, by the ARN that an access-denied message names. */
export function principalOf(arn: string): DeniedPrincipal {
  const [kind = '', ...path] = arn.split(':').slice(5).join(':').split('/');
  if (kind === 'root') return { name: 'root', kind: 'account root' };
  if (kind === 'user') return { name: path.at(-1) ?? '', kind };
  if (kind === 'role') return { name: path.at(-1) ?? '', kind };
  if (kind !== 'assumed-role') return { name: arn, kind: 'unknown' };
  const [name = '', session] = path;
  return { name, kind: session === CLOUDFORMATION_SESSION ? 'service role' : 'role' };
}

export interface AllowStatement {
  Effect: 'Allow';
  Action: string;
  Resource: string;
  Condition?: Record<string, Record<string, string>>;
}

/** The statement that would allow it. A role that may be passed to any service serves more than what was denied. */
export function statementFor({ action, resource }: Denied): AllowStatement {
  const statement: AllowStatement = { Effect: 'Allow', Action: action, Resource: resource ?? '*' };
  if (action.toLowerCase() !== 'iam:passrole') return statement;
  return { ...statement, Condition: { StringEquals: { 'iam:PassedToService': 'SERVICE.amazonaws.com' } } };
}

/** One line: who was refused what, and the statement that would allow it; null when the cause is no refusal. */
export function adviceFor({ denied, message }: FailureCause): string | null {
  if (denied === null) return null;
  const { name, kind } = principalOf(denied.principal);
  const who = kind === 'unknown' ? name : `${kind} ${name}`;
  const what = `${who} was denied ${denied.action}${denied.resource === null ? '' : ` on ${denied.resource}`}`;
  const advice = obstacleIn(message) ?? `allow it with ${JSON.stringify(statementFor(denied))}`;
  return plain(`${what}: ${advice}`);
}

/**
 * What no further Allow gets past. The wording is that of
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html.
 */
function obstacleIn(message: string): string | null {
  const [, policy] = /with an explicit deny in an? ([\w -]*?policy|[\w -]*?boundary)/i.exec(message) ?? [];
  if (policy !== undefined) return `an explicit Deny in its ${policy} refuses it, and no Allow gets past that`;
  if (/with an explicit deny/i.test(message)) return 'an explicit Deny refuses it, and no Allow gets past that';
  const [, limit] = /because no ([\w -]+?) allows the/i.exec(message) ?? [];
  const isLimit = limit !== undefined && /control policy|boundary|session policy|endpoint policy/i.test(limit);
  return isLimit ? `its ${limit} does not allow it, and no Allow elsewhere gets past that` : null;
}
