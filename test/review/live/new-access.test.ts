import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { accessChanges } from '../../../scripts/access/changes.ts';
import { unseenAccess } from '../../../scripts/review/live/new-access.ts';
import { reviewed } from '../../access/read/fixture.ts';
import { type Answer, fakeAws, type Input } from './fake-aws.ts';
import { allow, brief, document, knowledge, newAsking, PLACE, role, template } from './fixture.ts';

const FILE = 'templates/a.yaml';
const READ = allow('s3:GetObject', 'arn:aws:s3:::b/*');
const WRITE = allow('s3:PutObject', 'arn:aws:s3:::b/*');
const FAIL = {
  result: 'FAIL',
  message: 'new',
  reasons: [{ description: 'New access in statement 1.', statementIndex: 1 }],
};
const PASS = { result: 'PASS', message: 'none', reasons: [] };

async function unseen(t: TestContext, before: object, after: object, answer: (input: Input) => Answer, silent = false) {
  const aws = await fakeAws(t, { '/policy/check-no-new-access': answer });
  const base = await reviewed(t, { [FILE]: template(before) });
  const head = await reviewed(t, { [FILE]: template(after) });
  const access = silent ? { changes: [], undecided: [] } : accessChanges(base, head, knowledge);
  const asking = newAsking();
  const input = { base, head, access, managed: knowledge.managedPolicies };
  const findings = await unseenAccess(aws.clients, input, PLACE, asking);
  return { findings, notes: asking.notes(), inputs: aws.calls.map(({ input: one }) => one) };
}

const one = { R: role([READ]) };
const two = { R: role([READ, WRITE]) };

test('where both see new access there is no finding, and the note counts it', async (t) => {
  const { findings, notes, inputs } = await unseen(t, one, two, () => FAIL);
  deepEqual(findings, []);
  deepEqual(notes, ['CheckNoNewAccess agrees with the comparison on 1 of 1 changed policies']);
  equal(inputs.length, 1);
  deepEqual(JSON.parse(inputs[0]?.existingPolicyDocument ?? ''), document(READ));
  deepEqual(JSON.parse(inputs[0]?.newPolicyDocument ?? ''), document(READ, WRITE));
});

test('new access that only AWS sees is an error at the statement that it names', async (t) => {
  const { findings, notes } = await unseen(t, one, two, () => FAIL, true);
  deepEqual(findings.map(brief), [['aws-sees-new-access', 'error', FILE, 'R', 1]]);
  match(findings[0]?.message ?? '', /^AWS sees new access in a\/R .*: New access in statement 1\.$/);
  deepEqual(notes, ['CheckNoNewAccess agrees with the comparison on 0 of 1 changed policies']);
});

test('new access that only the comparison sees is noted', async (t) => {
  const { findings, notes } = await unseen(t, one, two, () => PASS);
  deepEqual(findings, []);
  ok(notes.includes('AWS sees no new access in a/R, where the comparison does'));
});

test('a new policy is compared with one that allows nothing, and what did not change is not asked about', async (t) => {
  const { inputs } = await unseen(t, one, { ...one, S: role([WRITE]) }, () => FAIL);
  const existing = inputs.map(({ policyType, existingPolicyDocument: text = '' }) => [
    policyType,
    JSON.parse(text).Statement[0],
  ]);
  const nobody = { Effect: 'Deny', Principal: '*', Action: 'sts:*' };
  deepEqual(existing, [
    ['IDENTITY_POLICY', { Effect: 'Deny', Action: '*', Resource: '*' }],
    ['RESOURCE_POLICY', nobody],
  ]);
});

test('documents of different versions are not one, and a denied call leaves a note', async (t) => {
  const old = { PolicyName: 'old', PolicyDocument: { Statement: [WRITE] } };
  const mixed = { R: role([READ], { Policies: [{ PolicyName: 'n', PolicyDocument: document(READ) }, old] }) };
  const { notes, inputs } = await unseen(t, one, mixed, () => FAIL);
  deepEqual([inputs, notes.length], [[], 1]);
  match(notes[0] ?? '', /^a\/R was not shown to CheckNoNewAccess/);
  const denied = await unseen(t, one, two, () => ({ status: 403, code: 'AccessDeniedException' }));
  deepEqual(denied.findings, []);
  match(denied.notes.join('\n'), /^access-analyzer:CheckNoNewAccess was not answered: .* may not call it: allow it /);
});
