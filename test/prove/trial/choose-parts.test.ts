import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import type { Check } from '../../../scripts/embedded/calls.ts';
import type { Mutant } from '../../../scripts/prove/mutants/mutant.ts';
import { mutantsOf } from '../../../scripts/prove/mutants/mutants.ts';
import { touches } from '../../../scripts/prove/mutants/touches.ts';
import { OUTSIDE, type PartRecord } from '../../../scripts/prove/trial/baseline.ts';
import { partsFor } from '../../../scripts/prove/trial/choose-parts.ts';
import { homeOf, policy } from '../documents.ts';

const ALLOW = { Effect: 'Allow', Action: 's3:Get*', Resource: 'arn:aws:s3:::b/*', Condition: { Bool: { 'a:b': '1' } } };
const [LESS, MORE] = mutantsOf(homeOf(policy(ALLOW))) as [Mutant, Mutant];

function check(action: string, resource: string, decision: Check['decision'] = 'Allowed', role = 'Worker'): Check {
  const principal = `arn:aws:sts::111122223333:assumed-role/${role}/session`;
  return { principal, action, resource, decision, reason: null };
}

function part(title: string, took: number, checks: Check[], refused = 0): PartRecord {
  const refusals = Array.from({ length: refused }, () => ({ action: 'a', wasAllowed: false }));
  return { title, took, checks, usualDenials: [], refusals };
}

test('less access shows where it was used, the quickest part first', () => {
  const parts = [
    part('slow', 500, [check('s3:GetObject', 'arn:aws:s3:::b/k')]),
    part('quick', 50, [check('s3:GetObject', 'arn:aws:s3:::b/k')]),
    part('other bucket', 1, [check('s3:GetObject', 'arn:aws:s3:::c/k')]),
    part('other action', 1, [check('s3:PutObject', 'arn:aws:s3:::b/k')]),
    part('other role', 1, [check('s3:GetObject', 'arn:aws:s3:::b/k', 'Allowed', 'Other')]),
    part('denied', 1, [check('s3:GetObject', 'arn:aws:s3:::b/k', 'ImplicitlyDenied')]),
  ];
  deepEqual(partsFor(LESS, { parts, failed: null }), ['quick', 'slow']);
});

test('more access shows where somebody was refused', () => {
  const denied = [check('s3:GetObject', 'arn:aws:s3:::b/k', 'ImplicitlyDenied', 'Stranger')];
  const parts = [
    part('attack', 1, denied, 1),
    part('denied without an attack', 1, denied),
    part('allowed', 1, [check('s3:GetObject', 'arn:aws:s3:::b/k')], 1),
  ];
  deepEqual(partsFor(MORE, { parts, failed: null }), ['attack']);
});

test('what is outside of the parts is one more', () => {
  const used = [check('s3:GetObject', 'arn:aws:s3:::b/k')];
  const parts = [part('inside', 100, used), part(OUTSIDE, 1, used)];
  deepEqual(partsFor(LESS, { parts, failed: null }), [OUTSIDE, 'inside']);
});

test('a variable of a pattern stands for anything, an action has no case, and a call may not say on what', () => {
  const touched = { roles: null, actions: ['S3:getobject'], resources: ['arn:aws:s3:::b/${aws:username}/*'] };
  equal(touches(touched, check('s3:GetObject', 'arn:aws:s3:::b/ada/k')), true);
  equal(touches(touched, check('s3:GetObject', 'arn:aws:s3:::c/ada/k')), false);
  equal(touches(touched, check('s3:GetObject', '*')), true);
});
