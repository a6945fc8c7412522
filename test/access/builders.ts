import { deepEqual } from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { accessChanges } from '../../scripts/access/changes.ts';
import { keyTypes } from '../../scripts/iam/catalog/key-types.ts';
import { readManagedPolicies } from '../../scripts/iam/catalog/managed-policies.ts';
import { readCatalog, readConditionKeys } from '../../scripts/iam/catalog/read.ts';
import { reviewed } from './read/fixture.ts';

export const knowledge = {
  keyType: keyTypes(readConditionKeys()),
  catalog: readCatalog(),
  managedPolicies: readManagedPolicies(),
};

export type Files = Record<string, string>;
export type Resources = Record<string, unknown>;

export const stack = (Resources: Resources): Files => ({ 'templates/a.yaml': JSON.stringify({ Resources }) });
export const document = (...Statement: unknown[]) => ({ Version: '2012-10-17', Statement });
export const allow = (Action: unknown, Resource: unknown = '*', Effect = 'Allow') => ({ Effect, Action, Resource });
export const trust = (Principal: unknown) => document({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' });
export const inline = (...statements: unknown[]) => [{ PolicyName: 'p', PolicyDocument: document(...statements) }];
const LAMBDA = trust({ Service: 'lambda.amazonaws.com' });
export const role = (more: Resources) => ({
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: LAMBDA, ...more },
});
export const BUCKET = { Type: 'AWS::S3::Bucket' };

export async function changes(t: TestContext, before: Files, after: Files) {
  return accessChanges(await reviewed(t, before), await reviewed(t, after), knowledge);
}

export async function told(t: TestContext, before: Files, after: Files) {
  const found = await changes(t, before, after);
  deepEqual(found.undecided, []);
  return found.changes.map(({ principal, change, actions, resources }) => [principal, change, actions, resources]);
}

export const READ = allow('s3:GetObject', 'arn:aws:s3:::b/*');
export const WRITE = allow('s3:PutObject', 'arn:aws:s3:::b/*');
export const withRead = stack({ R: role({ Policies: inline(READ) }) });
