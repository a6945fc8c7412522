import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '../../scripts/cli/errors.ts';
import { selectStacks } from '../../scripts/deployment/prepare.ts';
import { readEnvironment } from '../../scripts/template/environment.ts';
import { account, queue, repository, statuses } from './fixture.ts';

const environment = 'region: us-east-1\nprefix: p\nstacks: {web: {skip: no domain yet}}\n';
const files = {
  'templates/app.yaml': queue('a'),
  'templates/base.yaml': queue('b'),
  'templates/web.yaml': queue('c'),
  'templates/environments/dev.yaml': environment,
};

async function select(t: Parameters<typeof repository>[0], wanted: string[], of: Record<string, string> = files) {
  const root = await repository(t, of);
  return selectStacks(root, await readEnvironment(root, 'dev', {}), wanted);
}

test('all that the environment does not skip, listed there or not', async (t) => {
  const skipped = [{ stack: 'web', reason: 'no domain yet' }];
  assert.deepEqual(await select(t, []), { stacks: ['app', 'base'], skipped });
});

test('only those asked for', async (t) => {
  assert.deepEqual(await select(t, ['base']), { stacks: ['base'], skipped: [] });
});

test('a stack that is asked for and skipped is a mistake, with the reason', async (t) => {
  await assert.rejects(select(t, ['web']), new UserError('environment dev skips stack web: no domain yet'));
});

test('an unknown stack is a mistake that names near ones', async (t) => {
  await assert.rejects(select(t, ['bas']), new UserError("no stack is called 'bas'; did you mean base?"));
});

test('no template at all is a mistake', async (t) => {
  const nothing = { 'templates/environments/dev.yaml': 'region: us-east-1\nprefix: p\nstacks: {}\n' };
  await assert.rejects(select(t, [], nothing), /there is no stack to deploy: add templates\/<stack>\.yaml/);
});

test('the result lists what was skipped', async (t) => {
  const { deploy } = await account(t, files);
  const result = await deploy();
  assert.deepEqual(statuses(result), { app: 'created', base: 'created', web: 'skipped' });
  assert.deepEqual(
    [result.ok, result.stacks[2]?.reason, result.stacks[2]?.stackName],
    [true, 'no domain yet', 'p-dev-web'],
  );
});
