import { compilePattern } from '../iam/decide/pattern.ts';
import type { Account, Deployed, Held } from './deployed.ts';
import { textsIn } from './deployed.ts';
import { mergeable, type Policy, policyOf } from './policies.ts';

/** The policies of the resource that a request is about: of a role, those that say who may take it on. */
export function policiesOfResource(resource: string, account: Account): Policy[] {
  return account.held.filter((held) => isOf(held, resource, account)).map((held) => policyOf(mergeable(held)));
}

/** Policies that lie on the way to a resource and not on it. */
const ON_THE_WAY = new Set(['AWS::EC2::VPCEndpoint', 'AWS::Organizations::ResourcePolicy']);

function isOf(held: Held, resource: string, account: Account): boolean {
  const { owner, document, value } = held;
  if (document.kind === 'trust') return owner.arn === resource;
  if (document.kind !== 'resource' || ON_THE_WAY.has(owner.type)) return false;
  const named = owner.type.endsWith('Policy') ? TARGETS : [];
  const targets = named.flatMap((property) => textsIn(owner.properties[property]));
  if (targets.length > 0) return targets.some((target) => lies(resource, arnOf(target, owner, account)));
  return lies(resource, owner.arn) || isStated(value, resource);
}

/** The properties with which the types of policies name their resource; other types hold theirs themselves. */
const TARGETS = [
  'Bucket',
  'Queues',
  'Queue',
  'Topics',
  'TopicArn',
  'SecretId',
  'ResourceArn',
  'ClusterArn',
  'FileSystemId',
];

/** Of a name, an ARN or a queue's URL. */
function arnOf(target: string, policy: Deployed, { resources, account, region }: Account): string | null {
  if (target.startsWith('arn:')) return target;
  const service = policy.type.split('::')[1] ?? '';
  const name = target.startsWith('https://') ? (target.split('/').at(-1) ?? '') : target;
  const found = resources.find((one) => one.name === name && one.type.split('::')[1] === service && one.arn !== null);
  if (found) return found.arn;
  if (service === 'S3') return `arn:aws:s3:::${name}`;
  return service === 'SQS' ? `arn:aws:sqs:${region}:${account}:${name}` : null;
}

/** Whether a policy says so itself, as that which Lambda makes of a permission does; a bare star says nothing. */
function isStated(value: unknown, resource: string): boolean {
  const statements = [(value as { Statement?: unknown } | null)?.Statement].flat();
  const patterns = statements.flatMap((one) => textsIn((one as { Resource?: unknown } | null)?.Resource));
  return patterns.some((pattern) => {
    const matches = compilePattern(pattern, { wildcards: true, variables: true });
    return pattern !== '*' && matches(resource, () => undefined);
  });
}

/** Whether a resource is the named one or a part of it: an object of the bucket, an index of the table. */
function lies(resource: string, arn: string | null): boolean {
  if (arn === null || !arn.startsWith('arn:')) return resource === arn;
  const whole = arn.replace(/:\*$/, '');
  return resource === whole || ['/', ':'].some((separator) => resource.startsWith(`${whole}${separator}`));
}
