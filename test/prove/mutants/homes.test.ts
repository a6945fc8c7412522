import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { homesOf } from '../../../scripts/prove/mutants/homes.ts';
import { policy, stackOf } from '../documents.ts';

const SAME = policy({ Effect: 'Allow', Action: 'a:b', Resource: '*' });
const TRUST = policy({ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' });

test('each document of a role is found where it stands, also where two are alike', () => {
  const properties = {
    AssumeRolePolicyDocument: TRUST,
    Policies: [
      { PolicyName: 'one', PolicyDocument: structuredClone(SAME) },
      { PolicyName: 'two', PolicyDocument: SAME },
    ],
  };
  const documents = [
    { kind: 'trust' as const, value: structuredClone(TRUST) },
    { kind: 'identity' as const, value: structuredClone(SAME) },
    { kind: 'identity' as const, value: structuredClone(SAME) },
  ];
  const homes = homesOf(stackOf({ Role: { type: 'AWS::IAM::Role', properties, documents } }, { Role: 'worker' }));
  deepEqual(
    homes.map(({ kind, path, roles }) => [kind, path, roles]),
    [
      ['trust', ['AssumeRolePolicyDocument'], ['worker']],
      ['identity', ['Policies', 0, 'PolicyDocument'], ['worker']],
      ['identity', ['Policies', 1, 'PolicyDocument'], ['worker']],
    ],
  );
});

test('a policy beside roles is of the roles that it names, or that attach it', () => {
  const documents = [{ kind: 'identity' as const, value: SAME }];
  const named = { PolicyDocument: SAME, Roles: ['one', 'two'] };
  const stack = stackOf(
    {
      Beside: { type: 'AWS::IAM::Policy', properties: named, documents },
      Shared: { type: 'AWS::IAM::ManagedPolicy', properties: { PolicyDocument: SAME }, documents },
      Role: { type: 'AWS::IAM::Role', properties: { ManagedPolicyArns: ['arn:shared'] }, documents: [] },
    },
    { Shared: 'arn:shared', Role: 'worker' },
  );
  deepEqual(
    homesOf(stack).map(({ roles }) => roles),
    [['one', 'two'], ['worker']],
  );
});

test('a managed policy that no role of its stack has is a boundary', () => {
  const documents = [{ kind: 'identity' as const, value: SAME }];
  const properties = { PolicyDocument: SAME };
  const [home] = homesOf(stackOf({ Boundary: { type: 'AWS::IAM::ManagedPolicy', properties, documents } }));
  equal(home?.kind, 'boundary');
});

test('what AWS writes by properties has no place', () => {
  const documents = [{ kind: 'resource' as const, value: SAME }];
  const properties = { Action: 'lambda:InvokeFunction', Principal: 's3.amazonaws.com' };
  const [home] = homesOf(stackOf({ May: { type: 'AWS::Lambda::Permission', properties, documents } }));
  equal(home?.path, null);
});
