import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Check } from '../../scripts/embedded/calls.ts';
import type { StepReport } from '../../scripts/scenario/report.ts';
import { stepLines } from '../../scripts/start/render.ts';

const out = { style: (_style: unknown, text: string) => text };
const step: StepReport = { title: 'writes', status: 'passed', checks: [], notes: [], error: null, refusal: null };
const check: Check = {
  principal: 'arn:aws:sts::111122223333:assumed-role/Lab/x',
  action: 's3:PutObject',
  resource: 'arn:aws:s3:::b/k',
  decision: 'Allowed',
  reason: null,
};

test('a step shows its calls and notes', () => {
  assert.deepEqual(stepLines({ ...step, checks: [check], notes: ['one object'] }, out), [
    '✔ writes',
    '    Lab  s3:PutObject  arn:aws:s3:::b/k  Allowed',
    '    → one object',
  ]);
});

test('an error of several lines is indented, without what a terminal or a workflow would obey', () => {
  const error = 'Error: no\r\n\n::error::a\n  at b ##[error]c\u001b[2K\u2028::debug::d\n';
  assert.deepEqual(stepLines({ ...step, status: 'failed', error }, out), [
    '✘ writes',
    '    Error: no',
    '    : :error::a',
    '      at b # #[error]c [2K',
    '    : :debug::d',
  ]);
});

test('titles, resources and notes are one line each', () => {
  const evil = 'a\n::error::b';
  const lines = stepLines({ ...step, title: evil, checks: [{ ...check, resource: evil }], notes: [evil] }, out);
  assert.deepEqual(lines, ['✔ a ::error::b', '    Lab  s3:PutObject  a ::error::b  Allowed', '    → a ::error::b']);
});
