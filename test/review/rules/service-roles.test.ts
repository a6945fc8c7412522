import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Reviewed } from '../../../scripts/access/model.ts';
import { checkAll, type ReviewFinding } from '../../../scripts/review/check.ts';
import { RULES } from '../../../scripts/review/rules/index.ts';
import { reviewed as readTemplates } from '../../access/read/fixture.ts';
import { surroundings } from './cases.ts';

const LACKS = 'service-role-lacks-handler-permission';
const MAY_LACK = 'service-role-may-lack-handler-permission';
const UNBOUNDED = 'role-without-boundary';

interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}

type Templates = Record<string, Record<string, Resource>>;

const allow = (Action: string | string[], more = {}) => ({ Effect: 'Allow', Action, Resource: '*', ...more });
const deny = (Action: string | string[], more = {}) => ({ ...allow(Action, more), Effect: 'Deny' });

function role(service: string, statements: unknown[], more = {}): Resource {
  const trust = { Statement: { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' } };
  const Policies = [{ PolicyName: 'own', PolicyDocument: { Statement: statements } }];
  return { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust, Policies, ...more } };
}

const deployer = (statements: unknown[], more = {}) => role('cloudformation.amazonaws.com', statements, more);
const resource = (Type: string, Properties = {}): Resource => ({ Type, Properties });

function read(t: TestContext, templates: Templates): Promise<Reviewed> {
  const files = Object.entries(templates).map(([name, Resources]) => [`${name}.json`, JSON.stringify({ Resources })]);
  return readTemplates(t, Object.fromEntries(files));
}

async function found(t: TestContext, id: string, templates: Templates): Promise<ReviewFinding[]> {
  const reviewed = await read(t, templates);
  const rules = RULES.filter((rule) => rule.id === id);
  equal(rules.length, 1);
  return checkAll(reviewed, rules, surroundings(reviewed));
}

/** The actions that a message lists. */
const actionsIn = (findings: ReviewFinding[]) =>
  findings.flatMap(({ message }) => message.match(/\b[a-z0-9-]+:\w+/g) ?? []);

test('what a property of another service asks for is needed where it is given, else it may be', async (t) => {
  const roleWith = (...actions: string[]) => ({ Deployer: deployer([allow(['lambda:*', ...actions])]) });
  const app = (properties: object) => ({ F: resource('AWS::Lambda::Function', properties) });
  const lacking = async (id: string, properties: object) =>
    actionsIn(await found(t, id, { bootstrap: roleWith(), app: app(properties) }));
  deepEqual(await lacking(LACKS, { Code: { ZipFile: 'x' } }), []);
  deepEqual(await lacking(LACKS, { Code: '../functions/f' }), ['s3:GetObject']);
  deepEqual(await lacking(LACKS, { Role: 'arn:aws:iam::123456789012:role/f' }), ['iam:PassRole']);
  deepEqual(await lacking(LACKS, { KmsKeyArn: 'alias/aws/lambda' }), []);
  ok((await lacking(LACKS, { KmsKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/k' })).includes('kms:CreateGrant'));
  ok((await lacking(LACKS, { VpcConfig: { SubnetIds: ['s'] } })).includes('ec2:DescribeSubnets'));
  const possible = await lacking(MAY_LACK, { Code: '../functions/f' });
  ok(
    possible.includes('ec2:DescribeSubnets') && possible.includes('iam:PassRole') && !possible.includes('s3:GetObject'),
  );
});

test('what writes a property is needed where it is given; what reads the resource, and tags it, always', async (t) => {
  const of = (id: string, properties: object) => {
    const bootstrap = { Deployer: deployer([allow('sqs:*')]) };
    return found(t, id, { bootstrap, app: { B: resource('AWS::S3::Bucket', properties) } });
  };
  const plain = actionsIn(await of(LACKS, {}));
  for (const name of ['CreateBucket', 'GetBucketWebsite', 'PutBucketTagging']) ok(plain.includes(`s3:${name}`), name);
  for (const name of ['PutBucketWebsite', 'PutObjectAcl', 'DeleteObject']) ok(!plain.includes(`s3:${name}`), name);
  ok(actionsIn(await of(MAY_LACK, {})).includes('s3:PutBucketWebsite'));
  ok(actionsIn(await of(LACKS, { WebsiteConfiguration: { IndexDocument: 'i' } })).includes('s3:PutBucketWebsite'));
});

test('the policies of roles alone do not need those of users', async (t) => {
  const policy = { PolicyName: 'p', PolicyDocument: { Statement: [allow('sqs:SendMessage')] } };
  const bootstrap = { Deployer: deployer([allow('sqs:*')]) };
  const app = { P: resource('AWS::IAM::Policy', { ...policy, Roles: ['r'] }) };
  deepEqual(actionsIn(await found(t, LACKS, { bootstrap, app })), [
    'iam:DeleteRolePolicy',
    'iam:GetRolePolicy',
    'iam:PutRolePolicy',
  ]);
});

test('the template of a service role is deployed by a person; of no service role nothing is asked', async (t) => {
  const queue = resource('AWS::SQS::Queue');
  deepEqual(await found(t, LACKS, { alone: { Deployer: deployer([]), Q: queue } }), []);
  deepEqual(await found(t, LACKS, { one: { Other: role('ec2.amazonaws.com', []) }, app: { Q: queue } }), []);
  equal((await found(t, LACKS, { one: { Deployer: deployer([]) }, app: { Q: queue } })).length, 1);
});

test('the schemas are not read where there is no service role', async (t) => {
  const reviewed = await read(t, { app: { R: role('ec2.amazonaws.com', []), Q: resource('AWS::SQS::Queue') } });
  const fail = () => {
    throw new Error('they were read');
  };
  const handlers = { permissionsOf: fail, propertiesOf: fail, createOnlyOf: fail };
  const rules = RULES.filter(({ id }) => [LACKS, MAY_LACK, UNBOUNDED].includes(id));
  deepEqual(checkAll(reviewed, rules, { ...surroundings(reviewed), handlers }), []);
});

test('policies that AWS maintains are known, as policies and as a boundary; others may allow anything', async (t) => {
  const app = { Q: resource('AWS::SQS::Queue') };
  const of = async (more: object, ...statements: object[]) =>
    actionsIn(await found(t, LACKS, { bootstrap: { Deployer: deployer(statements, more) }, app }));
  const reading = 'arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess';
  const lacking = await of({ ManagedPolicyArns: [reading] });
  ok(lacking.includes('sqs:CreateQueue') && !lacking.includes('sqs:GetQueueAttributes'));
  deepEqual(await of({ PermissionsBoundary: reading }, allow('sqs:*')), lacking);
  deepEqual(await of({ ManagedPolicyArns: [reading, 'arn:aws:iam::aws:policy/AdministratorAccess'] }), []);
  deepEqual(await of({ ManagedPolicyArns: ['arn:aws:iam::123456789012:policy/by-hand'] }), []);
});

test('types whose handlers are not known are left out', async (t) => {
  const types = ['Custom::X', 'AWS::CloudFormation::CustomResource', 'My::Own::Thing::MODULE', 'AWS::WAF::IPSet'];
  const app = Object.fromEntries(types.map((type, index) => [`R${index}`, resource(type)]));
  deepEqual(await found(t, LACKS, { bootstrap: { Deployer: deployer([]) }, app }), []);
});

test('a Deny with a condition or on one resource leaves the rest; without either it is told where it stands', async (t) => {
  const app = { Q: resource('AWS::SQS::Queue') };
  const of = (...denies: object[]) =>
    found(t, LACKS, { bootstrap: { Deployer: deployer([allow('*'), ...denies]) }, app });
  const tagged = { Condition: { StringEquals: { 'aws:ResourceTag/kept': 'yes' } } };
  deepEqual(await of(deny('sqs:*', tagged), deny('sqs:*', { Resource: 'arn:aws:sqs:*:*:kept' })), []);
  const [finding, ...others] = await of(deny('sqs:DeleteQueue'));
  equal(others.length, 0);
  match(finding?.message ?? '', /a Deny covers sqs:DeleteQueue$/);
  match(finding?.fix ?? '', /^narrow the Deny/);
});

test('the fix is the statements to add, for the policies and for the boundary', async (t) => {
  const Limit = resource('AWS::IAM::ManagedPolicy', { PolicyDocument: { Statement: [allow('sqs:Get*')] } });
  const Deployer = deployer([allow(['sqs:*Queue', 'sqs:*Tags', 'sqs:*Url'])], {
    PermissionsBoundary: { Ref: 'Limit' },
  });
  const bootstrap = { Limit, Deployer };
  const [finding] = await found(t, LACKS, { bootstrap, app: { Q: resource('AWS::SQS::Queue') } });
  const sides = (finding?.fix ?? '').split('; ').sort();
  const Resource = 'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:name';
  const told = sides.map((side) => side.split(/: (?=\{)/)).map(([to, text]) => [to, JSON.parse(text ?? '')]);
  deepEqual(told, [
    [
      'add to its boundary',
      allow(['sqs:CreateQueue', 'sqs:DeleteQueue', 'sqs:ListQueueTags', 'sqs:TagQueue', 'sqs:UntagQueue'], {
        Resource,
      }),
    ],
    ["add to the role's policy", allow(['sqs:GetQueueAttributes', 'sqs:SetQueueAttributes'], { Resource })],
  ]);
});

test('what takes a property away is needed on updates alone, and what takes a boundary away never', async (t) => {
  const bootstrap = { Deployer: deployer([allow('sqs:*')]) };
  const Worker = role('lambda.amazonaws.com', [], { PermissionsBoundary: LIMIT });
  const F = resource('AWS::Lambda::Function', { Code: { ZipFile: 'x' }, ReservedConcurrentExecutions: 1 });
  const of = async (id: string) => actionsIn(await found(t, id, { bootstrap, app: { Worker, F } }));
  const [needed, possible] = [await of(LACKS), await of(MAY_LACK)];
  for (const name of ['iam:DeleteRolePolicy', 'iam:PutRolePermissionsBoundary', 'lambda:PutFunctionConcurrency']) {
    ok(needed.includes(name), name);
  }
  ok(possible.includes('lambda:DeleteFunctionConcurrency'));
  ok(![...needed, ...possible].includes('iam:DeleteRolePermissionsBoundary'));
});

const LIMIT = 'arn:aws:iam::123456789012:policy/limit';

/** Of a role with a boundary, where the service role has these statements. */
async function unbounded(
  t: TestContext,
  statements: unknown[],
  PermissionsBoundary?: string,
  more = {},
): Promise<string[]> {
  const worker = role('lambda.amazonaws.com', [], PermissionsBoundary === undefined ? {} : { PermissionsBoundary });
  const bootstrap = { Deployer: deployer(statements, more), Own: role('lambda.amazonaws.com', []) };
  const findings = await found(t, UNBOUNDED, { bootstrap, app: { Worker: worker } });
  return findings.map(({ message }) => message.split(', and ')[0] ?? '');
}

test('a boundary is required by the condition of each Allow, or by a Deny of all others', async (t) => {
  const only = (operator: string, value: string) => ({
    Condition: { [operator]: { 'iam:PermissionsBoundary': value } },
  });
  const bounded = allow('iam:*', only('StringEquals', LIMIT));
  const denied = [allow('iam:*'), deny('iam:CreateRole', only('StringNotEquals', LIMIT))];
  for (const statements of [[bounded], denied, [allow('iam:CreateRole', only('ArnLike', '*:policy/lim*'))]]) {
    deepEqual(await unbounded(t, statements), ['Worker has no boundary']);
    deepEqual(await unbounded(t, statements, `${LIMIT.slice(0, -5)}other`), [
      'Worker has the boundary arn:aws:iam::123456789012:policy/other',
    ]);
    deepEqual(await unbounded(t, statements, LIMIT), []);
  }
  deepEqual(await unbounded(t, [bounded, allow('iam:CreateRole')]), []);
  deepEqual(await unbounded(t, [allow('iam:*')]), []);
  deepEqual(await unbounded(t, [allow('iam:GetRole', only('StringEquals', LIMIT))]), []);
});

test('the parameters that all stacks are given are alike in each; what others may be is not known', async (t) => {
  const sub = (name: string) => ({ 'Fn::Sub': `arn:aws:iam::\${AWS::AccountId}:policy/${name}` });
  const condition = { StringEquals: { 'iam:PermissionsBoundary': sub('${Prefix}-limit') } };
  const bootstrap = { Deployer: deployer([allow('iam:CreateRole', { Condition: condition })]) };
  const of = async (name: string) => {
    const Worker = role('lambda.amazonaws.com', [], { PermissionsBoundary: sub(name) });
    return (await found(t, UNBOUNDED, { bootstrap, app: { Worker } })).length;
  };
  deepEqual([await of('${Prefix}-limit'), await of('${Prefix}-other'), await of('${Other}-limit')], [0, 1, 0]);
});
