import { deepEqual, equal, match } from 'node:assert/strict';
import { test } from 'node:test';
import type { Deployment } from '../../../scripts/prove/deployment.ts';
import { homesOf } from '../../../scripts/prove/mutants/homes.ts';
import type { Mutant } from '../../../scripts/prove/mutants/mutant.ts';
import { mutantsOf } from '../../../scripts/prove/mutants/mutants.ts';
import { byRule } from '../../../scripts/prove/rule/by-rule.ts';
import type { ObservedCall } from '../../../scripts/prove/rule/observed.ts';
import { ACCOUNT, policy, stackOf } from '../documents.ts';

const NO_CALLS = { allowed: [], denied: [], open: [] };
const BUCKET = 'arn:aws:s3:::b';

function trustOf(Principal: object) {
  return policy({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' });
}

function deploymentOf(
  identity: object,
  trust: object,
  bucket: object = policy(),
  boundary: object = policy(),
): Deployment {
  const role = { AssumeRolePolicyDocument: trust, Policies: [{ PolicyName: 'p', PolicyDocument: identity }] };
  const stack = stackOf(
    {
      Role: {
        type: 'AWS::IAM::Role',
        properties: role,
        documents: [
          { kind: 'trust', value: trust },
          { kind: 'identity', value: identity },
        ],
      },
      Bucket: { type: 'AWS::S3::Bucket', properties: {}, documents: [] },
      BucketPolicy: {
        type: 'AWS::S3::BucketPolicy',
        properties: { Bucket: 'b', PolicyDocument: bucket },
        documents: [{ kind: 'resource', value: bucket }],
      },
      Boundary: {
        type: 'AWS::IAM::ManagedPolicy',
        properties: { PolicyDocument: boundary },
        documents: [{ kind: 'identity', value: boundary }],
      },
    },
    { Role: 'worker', 'Role.Arn': `arn:aws:iam::${ACCOUNT}:role/worker`, Bucket: 'b', 'Bucket.Arn': BUCKET },
  );
  return { root: '.', place: { accountId: ACCOUNT, region: 'us-east-1', partition: 'aws' }, stacks: [stack] };
}

function decided(deployment: Deployment, what: string, observed: ObservedCall[] = []) {
  const mutants = deployment.stacks.flatMap((stack) => homesOf(stack)).flatMap(mutantsOf);
  const mutant = mutants.find(({ sense, text }: Mutant) => `${sense} ${text}` === what);
  if (mutant === undefined) throw new Error(`no ${what} among ${mutants.map(({ sense, text }) => `${sense} ${text}`)}`);
  return byRule(mutant, deployment, NO_CALLS, observed);
}

const PUT: ObservedCall = { stack: 's', role: 'worker', action: 's3:PutObject', resource: `${BUCKET}/k` };
const EVERYTHING = policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' });
const BY_LAMBDA = trustOf({ Service: 'lambda.amazonaws.com' });

test('an exception for a role’s ARN is missed by its call, as AWS sees who calls', () => {
  const guard = policy({
    ...{ Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: `${BUCKET}/*` },
    Condition: { ArnNotLike: { 'aws:PrincipalArn': [`arn:aws:iam::${ACCOUNT}:role/worker`, 'arn:aws:iam::1:role/x'] } },
  });
  const deployment = deploymentOf(EVERYTHING, BY_LAMBDA, guard);
  const own = `narrower arn:aws:iam::${ACCOUNT}:role/worker`;
  match(decided(deployment, own, [PUT])?.page ?? '', /condition-keys-principalarn/);
  equal(decided(deployment, own), null);
  equal(decided(deployment, 'narrower arn:aws:iam::1:role/x', [PUT]), null);
});

test('a condition on the account of a bucket keeps out the bucket of another', () => {
  const own = policy({
    ...{ Effect: 'Allow', Action: 's3:PutObject', Resource: '*' },
    Condition: { StringEquals: { 'aws:ResourceAccount': ACCOUNT } },
  });
  const what = 'wider StringEquals aws:ResourceAccount';
  match(decided(deploymentOf(own, BY_LAMBDA), what, [PUT])?.attack ?? '', /bucket of another account/);
  equal(decided(deploymentOf(own, BY_LAMBDA), what), null);
});

const NEVER = policy(
  { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' },
  { Effect: 'Deny', Action: 'iam:PutRolePolicy', Resource: 'arn:aws:iam::1:role/made-*' },
);

test('what a Deny keeps a service’s role from is decided with everything attached to it', () => {
  const evidence = decided(deploymentOf(NEVER, BY_LAMBDA), 'wider iam:PutRolePolicy');
  equal(evidence?.attack, 'iam:PutRolePolicy on arn:aws:iam::1:role/made-any');
});

test('of a role that people become somebody has to try it, and a second Deny of the same is no test of the first', () => {
  equal(decided(deploymentOf(NEVER, trustOf({ AWS: 'arn:aws:iam::1:root' })), 'wider iam:PutRolePolicy'), null);
  const twice = policy(...NEVER.Statement, { Effect: 'Deny', Action: 'iam:*', Resource: '*' });
  equal(decided(deploymentOf(twice, BY_LAMBDA), 'wider iam:PutRolePolicy'), null);
});

test('a boundary is tried on the buckets that are there', () => {
  const boundary = policy(
    { Effect: 'Allow', Action: 's3:*', Resource: '*' },
    { Effect: 'Deny', Action: 's3:*', Resource: [`${BUCKET}/*`, 'arn:aws:s3:::elsewhere'] },
  );
  const deployment = deploymentOf(EVERYTHING, BY_LAMBDA, policy(), boundary);
  equal(decided(deployment, `wider ${BUCKET}/*`)?.attack, `s3:GetObject on ${BUCKET}/key`);
  deepEqual(decided(deployment, 'wider arn:aws:s3:::elsewhere'), null);
});
