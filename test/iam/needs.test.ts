import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { attachedPolicies, stackOf } from '../../scripts/iam/grants.ts';
import { grantHome, isGranted, type Need, needsOf } from '../../scripts/iam/needs.ts';
import { resourcePattern } from '../../scripts/iam/resource-pattern.ts';
import { parseTemplate } from '../../scripts/template/source.ts';

const call = { action: 's3:PutObject', file: 'functions/f/handler.ts', line: 3, column: 1 };

/** A function that is handed a bucket, its role with these statements, and the bucket's policy with those. */
function stack(roleStatements: object[], bucketStatements: object[]) {
  const Code = '../functions/f';
  const Environment = { Variables: { BUCKET_NAME: { Ref: 'Bucket' } } };
  const Role = { 'Fn::GetAtt': ['Role', 'Arn'] };
  const document = (Statement: object[]) => ({ Version: '2012-10-17', Statement });
  const Resources = {
    Bucket: { Type: 'AWS::S3::Bucket' },
    Table: { Type: 'AWS::DynamoDB::Table' },
    Role: { Type: 'AWS::IAM::Role', Properties: { Policies: [{ PolicyDocument: document(roleStatements) }] } },
    Function: { Type: 'AWS::Lambda::Function', Properties: { Code, Environment, Role } },
    BucketPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument: document(bucketStatements) },
    },
  };
  const template = parseTemplate(JSON.stringify({ Resources }, null, 2), 'templates/s.yaml');
  const access = stackOf(template, attachedPolicies(template, []));
  const needs = needsOf(access, () => [call]).filter(({ by }) => 'call' in by);
  return { template, access, needs };
}

function homeOf(need: Need | undefined, access: ReturnType<typeof stackOf>) {
  const target = need?.targets[0];
  if (need === undefined || target === undefined) throw new Error('nothing is needed');
  const pattern = resourcePattern(need.action, target, access);
  return grantHome({ role: need.role, action: need.action, resource: target.id, pattern }, access);
}

const allow = (Action: string, Resource: unknown, principal?: unknown) => ({
  Effect: 'Allow',
  ...(principal === undefined ? {} : { Principal: { AWS: principal } }),
  Action,
  Resource,
});
const objects = { 'Fn::Sub': '${Bucket.Arn}/*' };
const role = { 'Fn::GetAtt': ['Role', 'Arn'] };

test('a call is paired with the resource of its service that the environment names', () => {
  const { needs } = stack([], []);
  deepEqual(
    needs.map(({ role, action, targets }) => [role, action, targets.map(({ id }) => id)]),
    [['Role', 's3:PutObject', ['Bucket']]],
  );
});

const GRANTED: [title: string, role: object[], bucket: object[], granted: boolean][] = [
  ['no statement', [], [], false],
  ['the role’s own Allow', [allow('s3:Put*', objects)], [], true],
  ['an Allow on everything', [allow('*', '*')], [], true],
  ['an Allow of another action', [allow('s3:GetObject', objects)], [], false],
  ['an Allow on another resource', [allow('s3:PutObject', { 'Fn::GetAtt': ['Table', 'Arn'] })], [], false],
  ['a Deny only', [{ ...allow('s3:PutObject', objects), Effect: 'Deny' }], [], false],
  ['NotAction that spares it', [{ Effect: 'Allow', NotAction: 's3:GetObject', Resource: '*' }], [], true],
  ['NotAction that names it', [{ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }], [], false],
  ['the bucket’s Allow for the role', [], [allow('s3:PutObject', objects, [role])], true],
  ['the bucket’s Allow for everyone', [], [allow('s3:PutObject', objects, '*')], true],
  ['the bucket’s Allow for another role', [], [allow('s3:PutObject', objects, { 'Fn::Sub': '${Other.Arn}' })], false],
  ['a literal ARN, which only AWS can decide', [allow('s3:PutObject', 'arn:aws:s3:::known/*')], [], true],
];

for (const [title, roleStatements, bucketStatements, granted] of GRANTED) {
  test(`${title}: ${granted ? 'granted' : 'not granted'}`, () => {
    const { needs, access } = stack(roleStatements, bucketStatements);
    equal(needs.length, 1);
    equal(
      needs.every((need) => isGranted(need, access)),
      granted,
    );
  });
}

test('a call that may work on another bucket is granted by an Allow on it, one on the handed bucket is not', () => {
  const Resources = {
    Bucket: { Type: 'AWS::S3::Bucket' },
    Input: { Type: 'AWS::S3::Bucket' },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        Policies: [{ PolicyDocument: { Statement: [allow('s3:PutObject', { 'Fn::Sub': '${Input.Arn}/*' })] } }],
      },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: { Environment: { Variables: { BUCKET_NAME: { Ref: 'Bucket' } } }, Role: role },
    },
  };
  const template = parseTemplate(JSON.stringify({ Resources }), 'templates/s.yaml');
  const access = stackOf(template, attachedPolicies(template, []));
  const granted = (made: object) =>
    needsOf(access, () => [{ ...call, ...made }])
      .filter(({ by }) => 'call' in by)
      .map((need) => isGranted(need, access));
  deepEqual(granted({}), [true]);
  deepEqual(granted({ variables: ['BUCKET_NAME'] }), [false]);
});

test('a missing grant goes where the bucket’s policy already lists others', () => {
  const { needs, access, template } = stack([], [allow('s3:PutObject', objects, [{ 'Fn::Sub': '${Table.Arn}' }])]);
  const [need] = needs;
  const home = homeOf(need, access);
  match(home.fix, /add "\$\{Role\.Arn\}" to this list/);
  match(template.text.split('\n')[home.at.line - 1] ?? '', /"AWS"|\[/);
});

test('without such a list it goes into the role’s own policy', () => {
  const { needs, access } = stack([allow('s3:GetObject', objects)], []);
  const [need] = needs;
  const home = homeOf(need, access);
  match(home.fix, /"Action":"s3:PutObject","Resource":"\$\{Bucket\.Arn\}\/\*"/);
});

test('of a role’s policies, the grant goes into the one that speaks of the resource', () => {
  const logs = { PolicyDocument: { Statement: [allow('logs:PutLogEvents', { 'Fn::GetAtt': ['Logs', 'Arn'] })] } };
  const Roles = [{ Ref: 'Role' }];
  const PolicyDocument = { Statement: [allow('s3:GetObject', objects)] };
  const Resources = {
    Bucket: { Type: 'AWS::S3::Bucket' },
    Role: { Type: 'AWS::IAM::Role', Properties: { Policies: [logs] } },
    S3AccessPolicy: { Type: 'AWS::IAM::Policy', Properties: { Roles, PolicyDocument } },
  };
  const template = parseTemplate(JSON.stringify({ Resources }, null, 2), 'templates/s.yaml');
  const access = stackOf(template, attachedPolicies(template, []));
  const home = (resource: string) =>
    grantHome({ role: 'Role', action: 's3:PutObject', resource, pattern: '*' }, access).at;
  const line = (id: string) => template.text.split('\n').findIndex((text) => text.includes(`"${id}"`));
  ok(home('Bucket').line > line('S3AccessPolicy'));
  ok(home('Other').line < line('S3AccessPolicy'));
});

test('a key’s policy is the resource policy of the key itself', () => {
  const statement = { ...allow('kms:Decrypt', '*', role), Sid: 'Use' };
  const Key = { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Version: '2012-10-17', Statement: [statement] } } };
  const template = parseTemplate(JSON.stringify({ Resources: { Key } }), 'templates/s.yaml');
  const [policy] = attachedPolicies(template, []);
  deepEqual([policy?.kind, policy?.owner], ['resource', 'Key']);
  deepEqual(policy?.statements[0]?.principals, ['${Role.Arn}']);
});
