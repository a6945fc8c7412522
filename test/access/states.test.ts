import { deepEqual } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { readOwn } from '../../scripts/access/layout.ts';
import { changesBetween, stateOf } from '../../scripts/access/states.ts';
import { document, knowledge } from './builders.ts';
import { folder } from './read/fixture.ts';

const NONE = { Ref: 'AWS::NoValue' };
const when = (yes: unknown, no: unknown = NONE) => ({ 'Fn::If': ['P', yes, no] });
const statement = (Effect: string, Action: unknown) => ({ Effect, Action, Resource: '*' });
const ALLOW = statement('Allow', 's3:*');
const DENY = statement('Deny', 's3:Delete*');

function template(properties: object, more: object = {}): string {
  const AssumeRolePolicyDocument = document();
  return JSON.stringify({
    Parameters: { E: { Type: 'String', Default: 'dev' } },
    Conditions: { P: { 'Fn::Equals': [{ Ref: 'E' }, 'prod'] } },
    Resources: { R: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument, ...properties } }, ...more },
  });
}

const policies = (...statements: unknown[]) => ({
  Policies: [{ PolicyName: 'p', PolicyDocument: document(...statements) }],
});

async function told(t: TestContext, before: string, after: string) {
  const [base, head] = await Promise.all(
    [before, after].map(async (text) => {
      const root = await folder(t, { 'templates/a.json': text });
      return stateOf(root, await readOwn(root));
    }),
  );
  if (!base || !head) return [];
  const { changes, undecided } = changesBetween(base, head, knowledge);
  deepEqual(undecided, []);
  return changes.map(({ change, actions, branch }) => [change, actions.join(), branch]);
}

test('a Deny that only one branch keeps is lost in the other', async (t) => {
  const before = template(policies(ALLOW, DENY));
  deepEqual(await told(t, before, template(policies(ALLOW, when(DENY)))), [['gained', 's3:Delete*', 'false']]);
  const other = template(policies(ALLOW, when(statement('Deny', 's3:DeleteBucket'), DENY)));
  deepEqual(
    (await told(t, before, other)).map(([change, , branch]) => [change, branch]),
    [['gained', 'true']],
  );
  deepEqual(await told(t, template(policies(ALLOW, when(DENY))), before), [['lost', 's3:Delete*', 'false']]);
});

test('a boundary that only one branch has bounds only there', async (t) => {
  const S3 = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';
  const bounded = (PermissionsBoundary: unknown) => template({ ...policies(ALLOW), PermissionsBoundary });
  const gained = async (now: unknown) =>
    (await told(t, bounded(S3), bounded(now))).map(([change, , branch]) => [change, branch]);
  deepEqual(await gained(when(S3)), [['gained', 'false']]);
  deepEqual(await gained(when(S3, 'arn:aws:iam::aws:policy/AdministratorAccess')), [['gained', 'false']]);
});

const managed = (Effect: string, condition: object) => ({
  M: {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: { Roles: [{ Ref: 'R' }], PolicyDocument: document(statement(Effect, 's3:Put*')) },
    ...condition,
  },
});
const P = { Condition: 'P' };

test('a policy that is under a condition is there only where it holds', async (t) => {
  const denied = (condition: object) => template(policies(ALLOW), managed('Deny', condition));
  deepEqual(await told(t, denied({}), denied(P)), [['gained', 's3:Put*', 'false']]);
  const allowed = (condition: object) => template({}, managed('Allow', condition));
  deepEqual(await told(t, allowed(P), allowed({})), [['gained', 's3:Put*', 'false']]);
});

test('what both branches give is told once, and what stays conditional is no change', async (t) => {
  const both = (...more: unknown[]) => template(policies(statement('Allow', 's3:Get*'), when(DENY), ...more));
  deepEqual(await told(t, both(), both()), []);
  deepEqual(await told(t, both(), both(statement('Allow', 's3:Put*'))), [['gained', 's3:Put*', undefined]]);
  deepEqual(await told(t, both(), both(when(statement('Allow', 's3:Put*')))), [['gained', 's3:Put*', undefined]]);
});
