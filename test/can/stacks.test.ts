import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { StackOptions } from '../../scripts/can/asked.ts';
import { allow, arn, ask, document, type Files, inline, repository, resource, role, template } from './asking.ts';

const GET = 's3:GetObject';
const OBJECT = 'arn:aws:s3:::b/x';
const GRANT = allow(GET, 'arn:aws:s3:::b/*');

async function answered(t: TestContext, files: Files, options: Partial<StackOptions>) {
  return ask(await repository(t, files), { action: GET, resource: OBJECT, ...options });
}

const one = (resources: Record<string, unknown>): Files => ({ 'templates/a.json': template(resources) });

test('a policy that names the role, by itself or from another stack', async (t) => {
  const PolicyDocument = document(GRANT);
  const policy = (Roles: unknown[]) => resource('AWS::IAM::Policy', { PolicyName: 'p', Roles, PolicyDocument });
  const here = one({ R: role(), P: policy([{ Ref: 'R' }]) });
  equal((await answered(t, here, { role: 'R' })).json.by[0].file, 'templates/a.json');
  const Outputs = { R: { Value: { Ref: 'R' }, Export: { Name: 'the-role' } } };
  const abroad = {
    'templates/a.json': template({ R: role() }, { Outputs }),
    'templates/b.json': template({ P: policy([{ 'Fn::ImportValue': 'the-role' }]) }),
  };
  equal((await answered(t, abroad, { role: 'a/R' })).json.by[0].file, 'templates/b.json');
  equal((await answered(t, one({ R: role(), P: policy(['other']) }), { role: 'R' })).code, 1);
});

test('managed policies: of a stack, of AWS, and of nobody known', async (t) => {
  const P = resource('AWS::IAM::ManagedPolicy', { PolicyDocument: document(GRANT) });
  const files = one({ R: role({ ManagedPolicyArns: [{ Ref: 'P' }] }), P });
  equal((await answered(t, files, { role: 'R' })).code, 0);
  const attached = (...ManagedPolicyArns: string[]) => one({ R: role({ ManagedPolicyArns }) });
  const READ_ONLY = attached('arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess');
  const byAws = await answered(t, READ_ONLY, { role: 'R' });
  deepEqual([byAws.code, byAws.json.by[0].file], [0, 'templates/a.json']);
  equal(byAws.text.includes('AmazonS3ReadOnlyAccess is not'), false);
  const THEIRS = 'arn:aws:iam::111122223333:policy/Theirs';
  const { code, json, text } = await answered(t, attached(THEIRS), { role: 'R' });
  equal(code, 1);
  equal(json.unknown[0], `the policy ${THEIRS} is not in the repository`);
  match(text, / {2}not known: the policy arn:aws:iam::111122223333:policy\/Theirs is not in the repository\n/);
  const who = await answered(t, attached(THEIRS), { who: true });
  equal(who.json.unknown[0], `a/R: the policy ${THEIRS} is not in the repository`);
});

test('nothing is to be added to a policy or a boundary that AWS maintains', async (t) => {
  const SQS = 'arn:aws:iam::aws:policy/AmazonSQSFullAccess';
  const own = await answered(t, one({ R: role({ ManagedPolicyArns: [SQS] }) }), { role: 'R' });
  equal(own.json.add.file, 'policies/r.json');
  const bounded = one({ R: role({ PermissionsBoundary: SQS, Policies: inline(GRANT) }) });
  const { json } = await answered(t, bounded, { role: 'R' });
  deepEqual([json.missing, json.add], [['boundary'], null]);
});

test('a boundary has to allow as well, and is what is missing', async (t) => {
  const B = resource('AWS::IAM::ManagedPolicy', { PolicyDocument: document(allow('sqs:*')) });
  const bounded = { PermissionsBoundary: { Ref: 'B' } };
  const files = one({ R: role({ ...bounded, Policies: inline(GRANT) }), B });
  const { json } = await answered(t, files, { role: 'R' });
  deepEqual([json.decision, json.missing], ['ImplicitlyDenied', ['boundary']]);
  deepEqual(json.add.statement.Resource, { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::b/x' });
  const both = await answered(t, one({ R: role({ ...bounded, Policies: inline(allow('sqs:*')) }), B }), { role: 'R' });
  deepEqual(both.json.missing, ['identity', 'boundary']);
  equal(both.json.alsoAdd.length, 1);
});

test('a user has the policies of the groups that it is in', async (t) => {
  const G = resource('AWS::IAM::Group', { Policies: inline(allow(GET, 'arn:aws:s3:::b/${aws:username}')) });
  const named = one({ U: resource('AWS::IAM::User', { UserName: 'x', Groups: [{ Ref: 'G' }] }), G });
  equal((await answered(t, named, { role: 'x' })).code, 0);
  const Add = resource('AWS::IAM::UserToGroupAddition', { GroupName: { Ref: 'G' }, Users: [{ Ref: 'U' }] });
  const added = one({ U: resource('AWS::IAM::User', { UserName: 'x' }), G, Add });
  equal((await answered(t, added, { role: 'U' })).code, 0);
  equal((await answered(t, one({ U: resource('AWS::IAM::User', { UserName: 'x' }), G }), { role: 'U' })).code, 1);
});

test('a role without a policy gets a new file', async (t) => {
  const { json, text } = await answered(t, one({ MyRole: role() }), { role: 'MyRole' });
  deepEqual([json.add.file, json.add.isNewFor], ['policies/my-role.json', 'a/MyRole']);
  match(text, / {2}add to a new policies\/my-role\.json that a\/MyRole includes: \{/);
});

test('a policy that others have as well is no home', async (t) => {
  const P = resource('AWS::IAM::ManagedPolicy', { PolicyDocument: document(allow('sqs:*')) });
  const shared = role({ ManagedPolicyArns: [{ Ref: 'P' }] });
  const { json } = await answered(t, one({ R: shared, S: shared, P }), { role: 'R' });
  equal(json.add.isNewFor, 'a/R');
});

const bucketPolicy = (...statements: unknown[]) =>
  resource('AWS::S3::BucketPolicy', { Bucket: { Ref: 'B' }, PolicyDocument: document(...statements) });
const B = resource('AWS::S3::Bucket');

test('where the resource’s policy allows others by name, the role joins them', async (t) => {
  const P = bucketPolicy(allow(GET, { 'Fn::Sub': '${B.Arn}/*' }, { Principal: { AWS: [arn('S')] } }));
  const { json } = await answered(t, one({ B, P, R: role(), S: role() }), { role: 'R', resource: 'B/x' });
  deepEqual(json.add.statement, {
    ...{ Effect: 'Allow', Action: GET },
    ...{ Principal: { AWS: { 'Fn::Sub': '${R.Arn}' } }, Resource: { 'Fn::Sub': '${B.Arn}/x' } },
  });
});

test('what is missing in a template makes the answer yes there', async (t) => {
  const shared = bucketPolicy(allow(GET, '*', { Principal: { AWS: [arn('S')] } }));
  const resources = { B, P: shared, R: role(), S: role() };
  const question = { role: 'R', resource: 'B/x' };
  const { json } = await answered(t, one(resources), question);
  const P = bucketPolicy(
    ...(shared.Properties.PolicyDocument as ReturnType<typeof document>).Statement,
    json.add.statement,
  );
  const after = await answered(t, one({ ...resources, P }), question);
  deepEqual([after.json.decision, after.json.by[0].kind], ['Allowed', 'resource']);
});

test('a policy on a resource does not speak of another one', async (t) => {
  const P = bucketPolicy(allow(GET, '*', { Principal: { AWS: [arn('R')] } }));
  const files = one({ B, P, C: B, R: role() });
  equal((await answered(t, files, { role: 'R', resource: 'B/x' })).code, 0);
  equal((await answered(t, files, { role: 'R', resource: 'C/x' })).code, 1);
});

test('a key’s policy has to name the role or leave it to the account', async (t) => {
  const root = { AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } };
  const key = (Principal: unknown) =>
    resource('AWS::KMS::Key', { KeyPolicy: document(allow('kms:*', '*', { Principal })) });
  const R = role({ Policies: inline(allow('kms:*')) });
  const question = { role: 'R', action: 'kms:Decrypt', resource: 'K' };
  equal((await answered(t, one({ K: key(root), R }), question)).code, 0);
  const { json } = await answered(t, one({ K: key({ AWS: [arn('S')] }), R, S: role() }), question);
  deepEqual(json.missing, ['resource']);
  deepEqual(json.add.statement, {
    ...{ Effect: 'Allow', Action: 'kms:Decrypt' },
    ...{ Principal: { AWS: { 'Fn::Sub': '${R.Arn}' } }, Resource: '*' },
  });
});

test('a role that is taken on: its trust policy decides, and is where the statement goes', async (t) => {
  const T = role({
    AssumeRolePolicyDocument: document({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: [arn('S')] } }),
  });
  const R = role({ Policies: inline(allow('sts:AssumeRole', arn('T'))) });
  const question = { action: 'sts:AssumeRole', resource: 'T' };
  const files = one({ T, R, S: role() });
  equal((await answered(t, files, { role: 'S', ...question })).code, 0);
  const { json } = await answered(t, files, { role: 'R', ...question });
  const Principal = { AWS: { 'Fn::Sub': '${R.Arn}' } };
  deepEqual(json.add.statement, { Effect: 'Allow', Action: 'sts:AssumeRole', Principal });
});

test('conditions: without the key it depends, with it it is decided', async (t) => {
  const Condition = { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } };
  const files = one({ R: role({ Policies: inline(allow(GET, '*', { Condition })) }) });
  const open = await answered(t, files, { role: 'R' });
  equal(open.code, 1);
  deepEqual(open.json.conditional.conditions, ['aws:SourceIp']);
  match(open.text, / {2}depends on what was not given: --context aws:SourceIp=…\n {4}by templates\/a\.json:\d+:\d+\n/);
  equal((await answered(t, files, { role: 'R', context: ['aws:SourceIp=192.0.2.7'] })).code, 0);
  const wrong = await answered(t, files, { role: 'R', context: ['aws:SourceIp=198.51.100.7'] });
  deepEqual([wrong.code, wrong.json.conditional], [1, null]);
});

test('a Deny for want of a key is told as such', async (t) => {
  const Condition = { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } };
  const deny = { Effect: 'Deny', Action: '*', Resource: '*', Condition };
  const { json } = await answered(t, one({ R: role({ Policies: inline(GRANT, deny) }) }), { role: 'R' });
  deepEqual([json.decision, json.conditional.conditions], ['ExplicitlyDenied', ['aws:MultiFactorAuthPresent']]);
});

test('whom a resource’s policy names beside the stacks’ roles', async (t) => {
  const P = bucketPolicy(
    allow(GET, '*', { Principal: { AWS: ['444455556666', 'arn:aws:iam::777788889999:role/Guest'] } }),
    allow(GET, '*', { Principal: { Service: 'x.amazonaws.com', Federated: 'accounts.google.com' } }),
    allow(GET, '*', { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }),
  );
  const { json } = await answered(t, one({ B, P }), { who: true, resource: 'B/x' });
  const found = json.who.map(({ principal, conditions }: Record<string, unknown>) => [principal, conditions]);
  deepEqual(found.sort(), [
    ['accounts.google.com', []],
    ['arn:aws:iam::444455556666:root', []],
    ['arn:aws:iam::777788889999:role/Guest', []],
    ['everyone', ['aws:PrincipalOrgID']],
    ['x.amazonaws.com', []],
  ]);
});

test('a document of 2008 has no variables', async (t) => {
  const statement = allow(GET, 'arn:aws:s3:::b/${aws:username}', { Principal: '*' });
  const PolicyDocument = { Version: '2008-10-17', Statement: statement };
  const P = resource('AWS::S3::BucketPolicy', { Bucket: 'b', PolicyDocument });
  const files = one({ U: resource('AWS::IAM::User', { UserName: 'x' }), P });
  equal((await answered(t, files, { role: 'U' })).code, 1);
});

test('names that CloudFormation makes up are the same everywhere', async (t) => {
  const T = resource('AWS::DynamoDB::Table');
  const R = role({ Policies: inline(allow('dynamodb:Query', { 'Fn::Sub': '${T.Arn}/index/*' })) });
  const question = { action: 'dynamodb:Query', resource: 'T/index/i' };
  equal((await answered(t, one({ T, R }), { role: 'a-R', ...question })).code, 0);
  equal((await answered(t, one({ T, R }), { role: 'R', ...question, resource: '${T.Arn}/index/i' })).code, 0);
});

test('an environment gives names and regions, and leaves stacks out', async (t) => {
  const Parameters = { TableName: { Type: 'String' } };
  const T = resource('AWS::DynamoDB::Table', { TableName: { Ref: 'TableName' } });
  const R = role({ Policies: inline(allow('dynamodb:Query', arn('T'))) });
  const environment = (stacks: string) => `region: eu-west-1\nprefix: p\nstacks: ${stacks}\n`;
  const files: Files = {
    'templates/a.json': template({ T, R }, { Parameters }),
    'templates/b.json': template({ S: role() }),
    'templates/environments/dev.yaml': environment('{a: {parameters: {TableName: t-dev}}, b: {skip: not yet}}'),
    'templates/environments/prod.yaml': environment('{a: {region: eu-north-1, parameters: {TableName: t}}}'),
  };
  const question = { action: 'dynamodb:Query', role: 'R' };
  const of = async (name: string) => (await answered(t, files, { ...question, resource: 'T', environment: name })).json;
  equal((await of('dev')).request.resource, 'arn:aws:dynamodb:eu-west-1:111122223333:table/t-dev');
  equal((await of('prod')).request.resource, 'arn:aws:dynamodb:eu-north-1:111122223333:table/t');
  for (const name of ['dev', 'prod']) {
    const left = answered(t, files, { ...question, role: 'S', resource: 'T', environment: name });
    await rejects(left, { name: 'UserError', message: /^no role or user of the stacks is called 'S'/ });
  }
  equal((await answered(t, files, { ...question, role: 'S', resource: 'T' })).code, 1);
});

test('service control policies in the stacks are told, not applied', async (t) => {
  const Content = document({ Effect: 'Deny', Action: '*', Resource: '*' });
  const S = resource('AWS::Organizations::Policy', { Type: 'SERVICE_CONTROL_POLICY', Content });
  const { code, json } = await answered(t, one({ R: role({ Policies: inline(GRANT) }), S }), { role: 'R' });
  equal(code, 0);
  match(json.unknown[0], /^whom a\/S is attached to/);
});

const twice: Files = { 'templates/a.json': template({ R: role(), B }), 'templates/b.json': template({ R: role(), B }) };
const L = resource('AWS::Lambda::Function', { Role: arn('R') });
const Api = resource('AWS::ApiGateway::RestApi');

const MISTAKES: [title: string, files: Files, options: Partial<StackOptions>, message: RegExp][] = [
  ['an ambiguous role', twice, { role: 'R' }, /^several are called 'R': --role takes one of a\/R, b\/R$/],
  ['an ambiguous resource', twice, { role: 'a/R', resource: 'B/x' }, /^several are called 'B\/x': .* a\/B, b\/B$/],
  ['no such role', one({ Role: role() }), { role: 'Rol' }, /^no role or user .* 'Rol'; did you mean Role/],
  ['no such role in the stack', one({ R: role() }), { role: 'a/S' }, /'a\/S'; did you mean a\/R\?$/],
  ['no such role’s ARN', one({ R: role() }), { role: 'arn:aws:iam::111122223333:role/a-S' }, /did you mean arn:.*a-R/],
  ['a function', one({ R: role(), L }), { role: 'L' }, /^a\/L is a function that runs as a role: --role a\/R$/],
  ['an empty role', one({ R: role() }), { role: '' }, /^--role takes a role or user/],
  ['no such resource', one({ R: role(), B }), { role: 'R', resource: 'C/x' }, /^no resource .* 'C'; /],
  ['none in the stack', one({ R: role(), B }), { role: 'R', resource: 'a/C' }, /'a\/C'; did you mean a\/B or a\/R/],
  ['no resource', one({ R: role() }), { role: 'R', resource: undefined }, /^--resource is missing/],
  ['half an ARN', one({ R: role() }), { role: 'R', resource: 'arn:aws:s3' }, /^'arn:aws:s3' is no ARN/],
  ['an ARN that is not known', one({ R: role(), Api }), { role: 'R', resource: 'Api' }, /^how the ARN of a\/Api reads/],
  ['no action', one({ R: role() }), { role: 'R', action: undefined }, /^--action takes one action/],
  [
    'no such action',
    one({ R: role() }),
    { role: 'R', action: 's3:GetObjekt' },
    /s3:GetObjekt; did you mean s3:GetObject/,
  ],
  ['a context without a value', one({ R: role() }), { role: 'R', context: ['x'] }, /^--context takes KEY=VALUE/],
  ['role and who', one({ R: role() }), { role: 'R', who: true }, /^--who asks for everybody/],
  ['role and policy', one({ R: role() }), { role: 'R', policy: ['p'] }, /^--policy does not go with --role/],
  [
    'environment and scp',
    one({ R: role() }),
    { environment: 'dev', scp: ['p'] },
    /^--scp does not go with --environment/,
  ],
  ['environment alone', one({ R: role() }), { environment: 'dev' }, /^--role takes a role or user/],
  ['role and principal', one({ R: role() }), { role: 'R', principal: 'x' }, /^--principal does not go with --role/],
  ['who and batch', one({ R: role() }), { who: true, batch: true }, /^--batch does not go with --who/],
  ['no such environment', one({ R: role() }), { role: 'R', environment: 'dev' }, /^no environment is called 'dev'/],
  ['an empty environment', one({ R: role() }), { role: 'R', environment: '' }, /^--environment takes a name/],
  ['no stack', { 'policies/p.json': document() }, { role: 'R' }, /^there is no stack: --root takes/],
  ['a broken template', { 'templates/a.yaml': 'Resources: [' }, { role: 'R' }, /^templates\/a\.yaml:1:\d+: error: /],
  [
    'what is no policy',
    one({ R: role({ Policies: inline({ Effect: 'Maybe', Action: '*', Resource: '*' }) }) }),
    { role: 'R' },
    /^templates\/a\.json:\d+:\d+: \/Statement\/0\/Effect: Effect is Allow or Deny$/,
  ],
];

for (const [title, files, options, message] of MISTAKES) {
  test(`a mistake: ${title}`, async (t) => {
    await rejects(answered(t, files, options), { name: 'UserError', message });
  });
}
