import { deepEqual, equal, notEqual } from 'node:assert/strict';
import { test } from 'node:test';
import type { DocumentKind, Owner, Reviewed } from '../../../scripts/access/model.ts';
import type { ReviewFinding } from '../../../scripts/review/check.ts';
import { RULES } from '../../../scripts/review/rules/index.ts';
import { parseDocument } from '../../../scripts/template/source.ts';
import { check } from './cases.ts';

function reviewed(text: string, kind: DocumentKind = 'identity', owner: Owner | null = null): Reviewed {
  const { value, at, keyAt } = parseDocument(text, 'policies/x.json');
  return { templates: [], documents: [{ kind, owner, value, at, keyAt }], ignored: [], unreadable: [], files: 1 };
}

function policy(...statements: object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

const findings = (text: string, kind?: DocumentKind) => check(reviewed(text, kind), RULES);
const rules = (found: ReviewFinding[]) => found.map(({ rule }) => rule);
const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports/*' };
const WIDE = { Effect: 'Allow', Action: 's3:*', Resource: '*' };

test('a fingerprint does not change with lines and the order of elements, and does with the statement', () => {
  const [one] = findings(policy(WIDE));
  const [moved] = findings(`\n\n${policy(Object.fromEntries(Object.entries(WIDE).reverse()))}`);
  const [other] = findings(policy({ ...WIDE, Sid: 'Other' }));
  equal(moved?.fingerprint, one?.fingerprint);
  notEqual(moved?.line, one?.line);
  notEqual(other?.fingerprint, one?.fingerprint);
});

test('findings come in the order of file, line and rule, with what a rule says of itself', () => {
  const found = findings(JSON.stringify({ Version: '2012-10-17', Statement: [WIDE, WIDE] }, null, 1));
  deepEqual(
    found.map(({ line }) => line),
    found.map(({ line }) => line).sort((a, b) => a - b),
  );
  const wide = found.find(({ rule }) => rule === 'wildcard-action');
  equal(wide?.severity, 'warning');
  equal(wide?.statement, 0);
  equal(wide?.logicalId, null);
});

test('a document that two templates include is told once', () => {
  const { documents } = reviewed(policy(WIDE));
  const [document] = documents;
  if (document === undefined) throw new Error('no document');
  const twice = { ...reviewed(policy(WIDE)), documents: [document, { ...document }] };
  deepEqual(rules(check(twice, RULES)), rules(findings(policy(WIDE))));
});

test('an Allow that a Deny cancels yields nothing above a suggestion', () => {
  for (const allowed of [WIDE, { Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' }, { ...WIDE, Action: '*' }]) {
    const found = findings(policy(allowed, { Effect: 'Deny', Action: '*', Resource: '*' }));
    deepEqual([...new Set(found.map(({ severity }) => severity))], ['suggestion'], JSON.stringify(allowed));
  }
});

test('a public bucket with a void condition is found, one with a real condition or Deny is not', () => {
  const open = { ...READ, Principal: '*' };
  const byArn = { Condition: { StringLike: { 'aws:PrincipalArn': '*' } } };
  const shut = {
    ...READ,
    Principal: '*',
    Effect: 'Deny',
    Condition: { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
  };
  const isPublic = (...statements: object[]) =>
    rules(findings(policy(...statements), 'resource')).includes('public-access');
  equal(isPublic(open), true);
  equal(isPublic({ ...open, ...byArn }), true);
  equal(isPublic({ ...open, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } }), false);
  equal(isPublic(open, shut), false);
});

test('actions that only take * are no finding', () => {
  const star = { Effect: 'Allow', Action: ['xray:PutTraceSegments', 'ec2:DescribeInstances'], Resource: '*' };
  deepEqual(findings(policy(star)), []);
});

test('escalation is told once, after Deny', () => {
  const both = { Effect: 'Allow', Action: ['iam:PassRole', 'ec2:RunInstances'], Resource: '*' };
  const deny = { Effect: 'Deny', Action: 'iam:PassRole', Resource: '*' };
  const told = (...statements: object[]) =>
    rules(findings(policy(...statements))).filter((rule) => rule === 'privilege-escalation').length;
  equal(told(both), 1);
  equal(told(both, deny), 0);
});

test('no rule fails on what is no policy', () => {
  for (const value of [
    '{}',
    '[]',
    '1',
    '"x"',
    'null',
    '{"Statement": null}',
    '{"Statement": [1, null, {"Principal": 5}]}',
  ]) {
    for (const kind of ['identity', 'resource', 'trust', 'scp', 'rcp', 'boundary', 'unknown'] as const) {
      findings(value, kind);
    }
  }
});
