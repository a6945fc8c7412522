import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import {
  allow,
  BUCKET,
  changes,
  document,
  type Files,
  inline,
  READ,
  type Resources,
  role,
  stack,
  told,
  trust,
  WRITE,
  withRead,
} from './builders.ts';

const withBoth = stack({ R: role({ Policies: inline(READ, WRITE) }) });

test('a new grant is gained, a grant taken away is lost', async (t) => {
  const write = [['s3:PutObject'], ['arn:aws:s3:::b/*']];
  deepEqual(await told(t, withRead, withBoth), [['a/R', 'gained', ...write]]);
  deepEqual(await told(t, withBoth, withRead), [['a/R', 'lost', ...write]]);
});

test('a Deny takes away what it hits', async (t) => {
  const denied = stack({ R: role({ Policies: inline(READ, allow('s3:*', 'arn:aws:s3:::b/x', 'Deny')) }) });
  deepEqual(await told(t, withRead, denied), [['a/R', 'lost', ['s3:GetObject'], ['arn:aws:s3:::b/x']]]);
});

test('without its boundary a role may do what its policies say', async (t) => {
  const B = { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: document(allow('s3:*')) } };
  const Policies = inline(allow(['s3:GetObject', 'iam:CreateUser']));
  const before = stack({ B, R: role({ Policies, PermissionsBoundary: { Ref: 'B' } }) });
  const found = await changes(t, before, stack({ B, R: role({ Policies }) }));
  deepEqual(
    found.changes.map(({ principal, change, actions, notActions }) => [principal, change, actions, notActions]),
    [['a/R', 'gained', ['iam:CreateUser'], undefined]],
  );
});

test('a role taken away loses its access, though another one gets its policy', async (t) => {
  const Properties = { PolicyName: 'p', Roles: [{ Ref: 'S' }], PolicyDocument: document(READ) };
  const before = stack({ R: role({ Policies: inline(READ) }), S: role({}) });
  const found = await told(t, before, stack({ S: role({}), P: { Type: 'AWS::IAM::Policy', Properties } }));
  const access = [['s3:GetObject'], ['arn:aws:s3:::b/*']];
  ok(found.some((one) => JSON.stringify(one) === JSON.stringify(['a/R', 'lost', ...access])));
  ok(found.some((one) => JSON.stringify(one) === JSON.stringify(['a/S', 'gained', ...access])));
  ok(!found.some(([principal]) => principal === 'a/P'));
});

test('a wider trust stands before what the role itself gains', async (t) => {
  const wide = trust({ AWS: 'arn:aws:iam::444455556666:role/Other' });
  const after = stack({ R: role({ AssumeRolePolicyDocument: wide, Policies: inline(READ, allow('*')) }) });
  const found = await changes(t, withRead, after);
  const [first] = found.changes;
  equal(first?.change, 'gained');
  deepEqual(first?.actions, ['sts:AssumeRole']);
  ok(first?.principals?.some((text) => text.includes('444455556666')));
  deepEqual(first?.resources, ['arn:aws:iam::${AWS::AccountId}:role/R']);
});

test('a public bucket stands first', async (t) => {
  const PolicyDocument = document({ ...allow('s3:GetObject', { 'Fn::Sub': '${Bucket.Arn}/*' }), Principal: '*' });
  const Public = { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument } };
  const before = stack({ Bucket: BUCKET, R: role({ Policies: inline(READ) }) });
  const after = stack({ Bucket: BUCKET, Public, R: role({ Policies: inline(allow('*')) }) });
  const [first] = (await changes(t, before, after)).changes;
  equal(first?.principal, 'a/Public');
  ok(first?.principals?.includes('*'));
});

test('renamed, moved or put into a policy of its own is no change', async (t) => {
  deepEqual(await told(t, withRead, stack({ Renamed: role({ Policies: inline(READ) }) })), []);
  deepEqual(await told(t, withRead, { 'templates/b.yaml': withRead['templates/a.yaml'] ?? '' }), []);
  const Properties = { PolicyName: 'p', Roles: [{ Ref: 'R' }], PolicyDocument: document(READ) };
  deepEqual(await told(t, withRead, stack({ R: role({}), P: { Type: 'AWS::IAM::Policy', Properties } })), []);
});

test('a renamed bucket is the same bucket to the policies that name it', async (t) => {
  const using = (id: string) =>
    stack({
      [id]: BUCKET,
      R: role({ Policies: inline(allow('s3:GetObject', { 'Fn::Sub': `\${${id}.Arn}/*` })) }),
    });
  deepEqual(await told(t, using('Old'), using('New')), []);
});

test('a symbolic name is literal and is shown as it is written', async (t) => {
  const using = (arn: string) =>
    stack({ Bucket: BUCKET, R: role({ Policies: inline(allow('s3:GetObject', { 'Fn::Sub': arn })) }) });
  const found = await changes(t, using('${Bucket.Arn}/a'), using('${Bucket.Arn}/*'));
  const [only] = found.changes;
  equal(found.changes.length, 1);
  ok(
    only?.resources.every((text) => text.includes('${Bucket}')),
    JSON.stringify(only),
  );
  ok(only?.witness.resource.includes('${Bucket}'), JSON.stringify(only));
});

test('a policy that AWS maintains is read, one of nobody knows is not passed over', async (t) => {
  const attached = (...ManagedPolicyArns: string[]) =>
    stack({ R: role({ ManagedPolicyArns, Policies: inline(READ) }) });
  const admin = await told(t, withRead, attached('arn:aws:iam::aws:policy/AdministratorAccess'));
  deepEqual(
    admin.slice(0, 1).map(([principal, change, actions]) => [principal, change, actions]),
    [['a/R', 'gained', ['*']]],
  );
  const unknown = await changes(t, withRead, attached('arn:aws:iam::111122223333:policy/Theirs'));
  ok(unknown.undecided.some(({ principal, reason }) => principal === 'a/R' && reason.includes('policy/Theirs')));
});

test('a boundary that AWS maintains bounds', async (t) => {
  const PermissionsBoundary = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';
  const Policies = inline(READ, allow('iam:CreateUser'));
  const before = stack({ R: role({ Policies, PermissionsBoundary }) });
  const found = await told(t, before, stack({ R: role({ Policies }) }));
  deepEqual(found, [['a/R', 'gained', ['iam:CreateUser'], ['*']]]);
});

test('what moves and changes is told for what changes', async (t) => {
  const wide = stack({ R: role({ Policies: inline(READ, WRITE) }) });
  const moved = { 'templates/b.yaml': wide['templates/a.yaml'] ?? '' };
  deepEqual(await told(t, withRead, moved), [['b/R', 'gained', ['s3:PutObject'], ['arn:aws:s3:::b/*']]]);
});

test('of two that move and change nobody knows which is which, so that all is told', async (t) => {
  const one = (file: string, ...statements: unknown[]): Files => ({
    [`templates/${file}.json`]: JSON.stringify({ Resources: { R: role({ Policies: inline(...statements) }) } }),
  });
  const before = { ...one('a', READ), ...one('b', WRITE) };
  const after = { ...one('c', READ, allow('s3:GetObjectAcl')), ...one('d', READ, allow('s3:DeleteObject')) };
  const found = await told(t, before, after);
  ok(found.some(([principal, change]) => principal === 'b/R' && change === 'lost'));
  ok(found.some(([principal, , actions]) => principal === 'd/R' && String(actions).includes('DeleteObject')));
});

test('a role of the same policies that others may assume is another role', async (t) => {
  const foreign = trust({ AWS: 'arn:aws:iam::444455556666:root' });
  const after = stack({ S: role({ AssumeRolePolicyDocument: foreign, Policies: inline(READ) }) });
  const found = await told(t, withRead, after);
  ok(found.some(([principal, change, actions]) => `${principal} ${change} ${actions}` === 'a/S gained s3:GetObject'));
  ok(found.some(([principal, change, actions]) => `${principal} ${change} ${actions}` === 'a/R lost s3:GetObject'));
});

const DENY = { ...allow('s3:*', '*', 'Deny'), Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
const denying = { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'B' }, PolicyDocument: document(DENY) } };

test('a Deny is a loss to those who use the bucket, not where the bucket comes or goes with it', async (t) => {
  const without = stack({ R: role({}) });
  const bucket = stack({ R: role({}), B: BUCKET });
  const both = stack({ R: role({}), B: BUCKET, P: denying });
  deepEqual(await told(t, without, both), []);
  deepEqual(await told(t, both, without), []);
  ok((await told(t, bucket, both)).every(([principal, change]) => `${principal} ${change}` === 'a/P lost'));
  equal((await told(t, bucket, both)).length > 0, true);
  ok((await told(t, both, bucket)).some(([principal, change]) => `${principal} ${change}` === 'a/P gained'));
});

test('who joins a group gains what the group may do', async (t) => {
  const G = { Type: 'AWS::IAM::Group', Properties: { Policies: inline(READ) } };
  const user = (Properties: Resources) => ({ Type: 'AWS::IAM::User', Properties });
  const outside = stack({ G, U: user({}) });
  const gained = [['a/U', 'gained', ['s3:GetObject'], ['arn:aws:s3:::b/*']]];
  deepEqual(await told(t, outside, stack({ G, U: user({ Groups: [{ Ref: 'G' }] }) })), gained);
  const Properties = { GroupName: { Ref: 'G' }, Users: [{ Ref: 'U' }] };
  deepEqual(
    await told(t, outside, stack({ G, U: user({}), A: { Type: 'AWS::IAM::UserToGroupAddition', Properties } })),
    gained,
  );
});

test('the policies of a SAM function are one principal’s', async (t) => {
  const sam = (...Policies: unknown[]) =>
    stack({ F: { Type: 'AWS::Serverless::Function', Properties: { Handler: 'a.b', Policies } } });
  const found = await told(t, sam(document(READ)), sam(document(WRITE), document(READ)));
  deepEqual(found, [['a/F', 'gained', ['s3:PutObject'], ['arn:aws:s3:::b/*']]]);
  const template = { S3CrudPolicy: { BucketName: 'b' } };
  const { undecided } = await changes(t, sam(document(READ)), sam(document(READ), template));
  ok(undecided.some(({ principal, reason }) => principal === 'a/F' && reason.includes('S3CrudPolicy')));
});

test('a document that is no policy on one side is not taken for one that allows nothing', async (t) => {
  const broken = stack({ R: role({ Policies: inline({ Effect: 'Perhaps', Action: '*', Resource: '*' }) }) });
  const { undecided } = await changes(t, withRead, broken);
  ok(undecided.some(({ principal, reason }) => principal === 'a/R' && reason.includes('no policy')));
  deepEqual(
    (
      await changes(
        t,
        broken,
        stack({ R: role({ Policies: inline({ Effect: 'Perhaps', Action: '*', Resource: '*' }), Tags: [] }) }),
      )
    ).undecided,
    [],
  );
});

test('a parameter of one template is not that of another of the same name', async (t) => {
  const Properties = { PolicyName: 'p', Roles: [{ Ref: 'Name' }], PolicyDocument: document(READ) };
  const Parameters = { Name: { Type: 'String' } };
  const attached = JSON.stringify({ Parameters, Resources: { P: { Type: 'AWS::IAM::Policy', Properties } } });
  const named = JSON.stringify({ Parameters, Resources: { R: role({ RoleName: { Ref: 'Name' } }) } });
  const found = await told(
    t,
    { 'templates/b.yaml': named },
    { 'templates/a.yaml': attached, 'templates/b.yaml': named },
  );
  deepEqual(
    found.map(([principal, change]) => [principal, change]),
    [['a/P', 'gained']],
  );
});

test('a name means what the template itself has, else the only one that has it', async (t) => {
  const named = (id: string) => JSON.stringify({ Resources: { [id]: role({ RoleName: 'app' }) } });
  const Properties = { PolicyName: 'p', Roles: ['app'], PolicyDocument: document(READ) };
  const P = { Type: 'AWS::IAM::Policy', Properties };
  const who = async (before: Files, after: Files) => (await told(t, before, after)).map(([principal]) => principal);
  const alone = { 'templates/a.yaml': named('R') };
  const attached = JSON.stringify({ Resources: { P } });
  deepEqual(await who(alone, { ...alone, 'templates/p.yaml': attached }), ['a/R']);
  const two = { ...alone, 'templates/b.yaml': named('S') };
  deepEqual(await who(two, { ...two, 'templates/p.yaml': attached }), ['p/P']);
  const own = JSON.stringify({ Resources: { S: role({ RoleName: 'app' }), P } });
  deepEqual(await who(two, { ...two, 'templates/b.yaml': own }), ['b/S']);
});
