import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { UserError } from '../../../scripts/cli/errors.ts';
import { readPlan, writePlan } from '../../../scripts/deployment/planning/plan-file.ts';
import { change, detail, plan, stackPlan } from '../builders.ts';

const SHA = 'a'.repeat(64);
const ARN = 'arn:aws:cloudformation:us-east-1:111122223333:stack/p-dev-app/1';

const whole = plan({
  digest: SHA,
  stacks: [
    stackPlan({
      action: 'update',
      changeSet: { name: 'p-1', id: `${ARN}/cs`, stackId: ARN, type: 'UPDATE', broughtStack: false },
      state: { id: ARN, status: 'CREATE_COMPLETE', updatedAt: '2026-01-02T03:04:05.000Z' },
      changes: [change('Queue', 'Modify', { replacement: 'False', details: [detail('Properties.Name')] })],
      templateSha256: SHA,
      digest: SHA,
    }),
  ],
});

async function folder(t: TestContext): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'stackwarden-plan-'));
  t.after(() => rm(made, { recursive: true, force: true }));
  return made;
}

test('what is written is read again, by its owner alone', async (t) => {
  const file = join(await folder(t), 'plan.json');
  await writePlan(file, whole);
  assert.deepEqual(await readPlan(file), whole);
  assert.equal((await stat(file)).mode & 0o077, 0);
});

test('a second plan takes the place of the first', async (t) => {
  const made = await folder(t);
  const file = join(made, 'plan.json');
  await writePlan(file, whole);
  await writePlan(file, { ...whole, stacks: [] });
  assert.deepEqual((await readPlan(file)).stacks, []);
  assert.deepEqual(await readdir(made), ['plan.json']);
});

test('a folder that is not there is said, and nothing is left', async (t) => {
  const file = join(await folder(t), 'no', 'plan.json');
  await assert.rejects(writePlan(file, whole), (error: unknown) => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, /^cannot write .*plan\.json: the folder does not exist; make it first$/);
    return true;
  });
});

const mistakes: [string, (text: string) => string, RegExp][] = [
  ['no JSON', () => 'plan', /is not a plan \(the document: /],
  ['another format', (text) => text.replace('"formatVersion": 1', '"formatVersion": 2'), /\(formatVersion: /],
  ['an account that is none', (text) => text.replace('111122223333', '1111'), /\(accountId: /],
  ['an unknown action', (text) => text.replace('"update"', '"destroy"'), /\(stacks\.0\.action: /],
  ['a change set that is no ARN', (text) => text.replace(`${ARN}/cs`, 'p-1'), /\(stacks\.0\.changeSet\.id: /],
];

for (const [name, spoil, message] of mistakes) {
  test(`no plan: ${name}`, async (t) => {
    const file = join(await folder(t), 'plan.json');
    await writePlan(file, whole);
    const spoilt = spoil(await readFile(file, 'utf8'));
    await writeFile(file, spoilt);
    await assert.rejects(readPlan(file), (error: unknown) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, message);
      assert.match(error.message, /make one with npm run plan -- --environment NAME --out /);
      return true;
    });
  });
}

test('a file that is not there says how to make it', async (t) => {
  const file = join(await folder(t), 'plan.json');
  await assert.rejects(readPlan(file), /plan\.json: there is no such file; npm run plan -- --environment NAME --out /);
});
