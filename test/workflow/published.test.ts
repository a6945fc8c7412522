import { deepEqual, equal, rejects } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { ownCode, publishedActions } from '../../scripts/workflow/published.ts';

async function folders(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'published-'));
  t.after(() => rm(folder, { recursive: true }));
  return { from: join(folder, 'from'), to: join(folder, 'to') };
}

/** A repository as GitHub has it. @returns its commit */
async function repository(path: string): Promise<string> {
  await mkdir(path, { recursive: true });
  const git = (...args: string[]) => execFileSync('git', ['-C', path, ...args], { encoding: 'utf8' }).trim();
  git('init', '--quiet');
  git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  await writeFile(join(path, 'action.yml'), 'name: one\n');
  git('add', '.');
  git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '-m', 'one');
  return git('rev-parse', 'HEAD');
}

test('the own code of actions is fetched once, at its commit; those for GitHub alone are left out', async (t) => {
  const { from, to } = await folders(t);
  const commit = await repository(join(from, 'owner', 'one'));
  const actions = [
    { name: 'owner/one', commit },
    { name: 'actions/upload-artifact', commit },
  ];
  const own = await publishedActions(actions, `file://${from}`, to);
  deepEqual([...own], [['owner/one', join(to, 'owner', 'one', commit)]]);
  equal(await readFile(join(own.get('owner/one') ?? '', 'action.yml'), 'utf8'), 'name: one\n');
  await rm(from, { recursive: true });
  deepEqual(await publishedActions(actions, `file://${from}`, to), own, 'without a network from then on');
});

test('what cannot be fetched is told in one line, and leaves nothing that counts', async (t) => {
  const { from, to } = await folders(t);
  const commit = await repository(join(from, 'owner', 'one'));
  const fetching = (name: string, wanted: string) => publishedActions([{ name, commit: wanted }], `file://${from}`, to);
  const said = { name: 'UserError', message: /^cannot fetch file:\/\/\S+\/owner\/\w+ at [0-9a-f]{40}: [^\n]+$/ };
  await rejects(fetching('owner/none', commit), said);
  await rejects(fetching('owner/one', 'f'.repeat(40)), said);
  equal((await fetching('owner/one', commit)).size, 1);
});

test('a folder of actions has some of those that are used', async (t) => {
  const { from } = await folders(t);
  const head = execFileSync('git', ['-C', projectFolder, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
  const of = (wanted: string | null) => ownCode(wanted, projectFolder, head, '/nowhere');
  equal((await of(null)).size, 0);
  await mkdir(join(from, 'actions', 'checkout'), { recursive: true });
  deepEqual([...(await of(from))], [['actions/checkout', join(from, 'actions', 'checkout')]]);
  await rejects(of('/nowhere'), { message: /^--actions takes 'published' or a folder: \/nowhere has no code of an/ });
});
