import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { RULES } from '../../../scripts/review/rules/index.ts';
import { reviewed } from '../../access/read/fixture.ts';
import { check } from '../rules/cases.ts';

export type Statement = Record<string, unknown>;

/** Keeping a house, not granting access: most templates of these tests are too small to have it all. */
const HOUSEKEEPING = ['function-without-tags', 'bucket-without-logging', 'bucket-without-encryption'];

/** Every error and warning must be expected; of suggestions those that a test names. */
export function probe(name: string, files: Record<string, string>, ...expected: string[]): void {
  test(name, async (t) => {
    const all = check(await reviewed(t, files), RULES).filter(({ rule }) => !HOUSEKEEPING.includes(rule));
    const named = new Set(expected.map((line) => line.split(' ')[1]));
    const told = all.filter(({ rule, severity }) => severity !== 'suggestion' || named.has(rule));
    deepEqual([...new Set(told.map(({ rule, severity }) => `${severity} ${rule}`))].sort(), [...expected].sort());
  });
}

/** Nothing at all, not even a suggestion. */
export function silent(name: string, files: Record<string, string>): void {
  test(name, async (t) => {
    const all = check(await reviewed(t, files), RULES).filter(({ rule }) => !HOUSEKEEPING.includes(rule));
    deepEqual(
      all.map(({ rule, message }) => `${rule}: ${message}`),
      [],
    );
  });
}

export function document(...statements: Statement[]): Statement {
  return { Version: '2012-10-17', Statement: statements };
}

export function policy(...statements: Statement[]): Record<string, string> {
  return { 'policy.json': JSON.stringify(document(...statements), null, 2) };
}

export function scp(...statements: Statement[]): Record<string, string> {
  return { 'scp-guard.json': JSON.stringify(document(...statements), null, 2) };
}

export function rcp(...statements: Statement[]): Record<string, string> {
  return { 'rcp-guard.json': JSON.stringify(document(...statements), null, 2) };
}

export function template(resources: Record<string, unknown>, sections: Statement = {}): Record<string, string> {
  const all = { AWSTemplateFormatVersion: '2010-09-09', ...sections, Resources: resources };
  return { 'stack.json': JSON.stringify(all, null, 2) };
}

export function resource(type: string, properties: Statement): Record<string, string> {
  return template({ It: { Type: type, Properties: properties } });
}

export function bucketPolicy(...statements: Statement[]): Record<string, string> {
  return resource('AWS::S3::BucketPolicy', { Bucket: 'reports', PolicyDocument: document(...statements) });
}

export const READ: Statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports/*' };
export const ACCOUNT = 'arn:aws:iam::${AWS::AccountId}:root';

export function trust(...statements: Statement[]): Record<string, string> {
  return resource('AWS::IAM::Role', { AssumeRolePolicyDocument: document(...statements) });
}

export const ASSUME: Statement = { Effect: 'Allow', Action: 'sts:AssumeRole' };

/** A role that a function has, with these inline policies. */
export function role(...statements: Statement[][]): Record<string, string> {
  return resource('AWS::IAM::Role', {
    AssumeRolePolicyDocument: document({ ...ASSUME, Principal: { Service: 'lambda.amazonaws.com' } }),
    Policies: statements.map((list, index) => ({ PolicyName: `p${index}`, PolicyDocument: document(...list) })),
  });
}
