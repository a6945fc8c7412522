import { asking } from '../../../scripts/deployment/readback/asking.ts';
import { keyTypes } from '../../../scripts/iam/catalog/key-types.ts';
import { readManagedPolicies } from '../../../scripts/iam/catalog/managed-policies.ts';
import { readCatalog, readConditionKeys } from '../../../scripts/iam/catalog/read.ts';
import type { ReviewFinding } from '../../../scripts/review/check.ts';
import { CALLER } from './fake-aws.ts';

export const knowledge = {
  keyType: keyTypes(readConditionKeys()),
  catalog: readCatalog(),
  managedPolicies: readManagedPolicies(),
};

export const PLACE = { accountId: '111122223333', region: 'eu-west-1', partition: 'aws' };

export const newAsking = () => asking(CALLER, null);

export const document = (...Statement: unknown[]) => ({ Version: '2012-10-17', Statement });
export const allow = (Action: unknown, Resource: unknown = '*') => ({ Effect: 'Allow', Action, Resource });
export const LAMBDA = document({
  Effect: 'Allow',
  Principal: { Service: 'lambda.amazonaws.com' },
  Action: 'sts:AssumeRole',
});

/** One template in JSON, spaced so that each part has a line of its own. */
export function template(Resources: object, more: object = {}): string {
  return JSON.stringify({ ...more, Resources }, null, 2);
}

export function role(statements: unknown[], more: object = {}): object {
  const Policies = [{ PolicyName: 'own', PolicyDocument: document(...statements) }];
  return { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: LAMBDA, Policies, ...more } };
}

/** A finding in short. */
export function brief({ rule, severity, file, logicalId, statement }: ReviewFinding) {
  return [rule, severity, file, logicalId, statement];
}
