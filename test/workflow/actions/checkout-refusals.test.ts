import { deepEqual, equal, match } from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { REPOSITORY } from '../github/running.ts';
import { pinned, scratch, step } from './acting.ts';
import { served } from './serving.ts';

const USES = pinned('actions/checkout');

const REFUSED: { name: string; with: Record<string, unknown>; line: RegExp }[] = [
  {
    name: 'another repository',
    with: { repository: 'a/b' },
    line: /^Only octo-org\/stackwarden is served on a laptop, not 'a\/b'$/,
  },
  { name: 'a path outside', with: { path: '../x' }, line: /^Repository path '.*\/x' is not under '.*'$/ },
  { name: 'a link that leads outside', with: { path: 'link' }, line: /is a link to '\/tmp', which is not under/ },
  {
    name: 'a checkout of something else',
    with: { path: 'own' },
    line: /own is a checkout of no origin: it is left as it is$/,
  },
  {
    name: 'a branch that is not there',
    with: { ref: 'nowhere', path: 'new' },
    line: /^A branch or tag with the name 'nowhere' could not be found$/,
  },
  {
    name: 'a commit that is not there',
    with: { ref: 'b'.repeat(40), path: 'new' },
    line: /^git fetch failed with exit code 128: .*not our ref/,
  },
  {
    name: 'a wrong token',
    with: { token: 'wrong', path: 'new' },
    line: /^git fetch failed with exit code 128: .*(terminal prompts disabled|Authentication failed)/,
  },
  { name: 'no token', with: { token: '' }, line: /^Input required and not supplied: token$/ },
  {
    name: 'a depth that is no number',
    with: { 'fetch-depth': 'two' },
    line: /^Input fetch-depth must be a whole number from 0 to \d+, not 'two'$/,
  },
  {
    name: 'neither yes nor no',
    with: { clean: 'perhaps' },
    line: /^Input clean must be true or false, not 'perhaps'$/,
  },
];

test('What cannot be checked out is told in one line', async (t) => {
  const { run, commits } = await served(t);
  for (const { name, with: given, line } of REFUSED) {
    await t.test(name, async () => {
      const before = { run: 'ln -s /tmp link; mkdir own; git init -q own; echo work > own/work' };
      const left = { if: 'always()', run: 'cat own/work' };
      const ran = await run([before, { uses: USES, with: given }, left], 'refs/heads/main', commits.three);
      equal(ran.result, 'failure');
      equal(ran.errors.length, 1);
      match(ran.errors[0] ?? '', line);
      match(ran.log, /^work$/m);
    });
  }
});

test('What the Git of the person is set to has no say', async (t) => {
  const { run, commits } = await served(t);
  const home = await scratch(t);
  const hook = join(home, 'post-checkout');
  await writeFile(hook, '#!/bin/sh\necho hooked\nexit 1\n', { mode: 0o755 });
  const settings = `[core]\n\thooksPath = ${home}\n[url "http://127.0.0.1:9/"]\n\tinsteadOf = http://127.0.0.1\n`;
  await writeFile(join(home, '.gitconfig'), settings);
  const env = { HOME: home, GIT_CONFIG_GLOBAL: join(home, '.gitconfig'), GIT_DIR: '/nowhere' };
  const ran = await run([{ uses: USES, env }], 'refs/heads/main', commits.three);
  equal(ran.result, 'success', ran.errors.join() + ran.log);
  equal(ran.log.includes('hooked'), false);
});

test('Where there is no Git that is said, and outside of a workflow what is missing', async (t) => {
  const workspace = await scratch(t);
  const alone = await step('actions/checkout', 'main.cjs', {});
  deepEqual(alone, ['::error::GITHUB_REPOSITORY is not set: this runs as a step of a workflow only\n', 1]);
  const flags = { 'INPUT_PERSIST-CREDENTIALS': 'false', INPUT_TOKEN: 't', INPUT_REPOSITORY: REPOSITORY };
  const job = { GITHUB_REPOSITORY: REPOSITORY, GITHUB_SERVER_URL: 'http://127.0.0.1:9', GITHUB_WORKSPACE: workspace };
  const [said, code] = await step('actions/checkout', 'main.cjs', {
    ...flags,
    ...job,
    RUNNER_TEMP: workspace,
    PATH: '',
  });
  match(said, /^::error::There is no git on the PATH: install it$/m);
  equal(code, 1);
});
