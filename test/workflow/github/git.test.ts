import { equal, match, notEqual, rejects } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import type { GitHub } from '../../../scripts/workflow/github/github.ts';
import { gitHub, REPOSITORY } from './running.ts';

/** Never by spawnSync: the server lives in this process. */
async function git(folder: string, args: string[], more: NodeJS.ProcessEnv = {}) {
  const env = { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_GLOBAL: '/dev/null', LC_ALL: 'C', ...more };
  const child = spawn('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: folder, env });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr] = await Promise.all([buffer(child.stdout), buffer(child.stderr)]);
  return { status: await ended, stdout: stdout.toString().trim(), stderr: stderr.toString() };
}

/** Sends a path as it is: `fetch` would tidy it. */
function rawStatus({ url }: GitHub, path: string, token: string): Promise<number | undefined> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path, headers: { authorization: `Bearer ${token}` } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on('error', reject).end();
  });
}

interface Place {
  github: GitHub;
  /** A clone to be. */
  clone: string;
  /** Commits that are no tip: the parent of main, and one that no branch has. */
  parent: string;
  /** As actions/checkout sends a job's token. */
  as(token: string): string[];
}

async function place(t: TestContext): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'stand-in-git-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const [work, clone, bare] = ['work', 'clone', `served/${REPOSITORY}.git`].map((name) => join(folder, name));
  for (const made of [work, clone, bare]) await mkdir(made ?? '', { recursive: true });
  await git(work ?? '', ['init', '-q', '-b', 'main']);
  for (const text of ['one', 'two']) {
    await writeFile(join(work ?? '', 'file'), text.repeat(2000));
    await git(work ?? '', ['add', '.']);
    await git(work ?? '', ['commit', '-q', '-m', text]);
  }
  await git(folder, ['clone', '-q', '--bare', work ?? '', bare ?? '']);
  await git(folder, ['clone', '-q', '--bare', work ?? '', join(folder, 'served/octo-org/other.git')]);
  await git(clone ?? '', ['init', '-q']);
  const parent = (await git(work ?? '', ['rev-parse', 'HEAD^'])).stdout;
  const github = await gitHub(t, { gitFolder: join(folder, 'served') });
  const as = (token: string) => [
    '-c',
    `http.${github.url}/.extraheader=AUTHORIZATION: basic ${btoa(`x-access-token:${token}`)}`,
  ];
  return { github, clone: clone ?? '', parent, as };
}

test('a job fetches a branch, and a commit that is the tip of none', async (t) => {
  const { github, clone, parent, as } = await place(t);
  const auth = as(github.jobToken({ contents: 'read' }));
  const url = `${github.url}/${REPOSITORY}`;
  const branch = await git(clone, [...auth, 'fetch', '--depth=1', url, 'refs/heads/main']);
  equal(branch.status, 0, branch.stderr);
  const commit = await git(clone, [...auth, 'fetch', '--depth=1', `${url}.git`, parent]);
  equal(commit.status, 0, commit.stderr);
  equal((await git(clone, ['rev-parse', 'FETCH_HEAD'])).stdout, parent);
  const old = await git(clone, [...auth, '-c', 'protocol.version=0', 'fetch', '--unshallow', url, 'main']);
  equal(old.status, 0, old.stderr);
  equal(github.unknownCalls().length, 0);
});

test('without contents: read, without a token and with an ended one nothing is fetched', async (t) => {
  const { github, clone, as } = await place(t);
  const fetched = (auth: string[]) => git(clone, [...auth, 'fetch', `${github.url}/${REPOSITORY}`, 'main']);
  match((await fetched(as(github.jobToken({ issues: 'write' })))).stderr, /not found/);
  match((await fetched([])).stderr, /could not read Username/);
  const ended = github.jobToken({ contents: 'read' });
  github.revoke(ended);
  notEqual((await fetched(as(ended))).status, 0);
});

test('a push is refused, with whatever permission', async (t) => {
  const { github, clone, as } = await place(t);
  const auth = as(github.jobToken({ contents: 'write' }));
  await git(clone, [...auth, 'fetch', `${github.url}/${REPOSITORY}`, 'main']);
  const pushed = await git(clone, [...auth, 'push', `${github.url}/${REPOSITORY}`, 'FETCH_HEAD:refs/heads/new']);
  notEqual(pushed.status, 0);
  match(pushed.stderr, /403/);
  const headers = { authorization: `Bearer ${github.jobToken({ contents: 'write' })}` };
  const direct = await fetch(`${github.url}/${REPOSITORY}/git-receive-pack`, { method: 'POST', headers, body: '0000' });
  equal(direct.status, 403);
});

test('other repositories and paths out of the folder are not found', async (t) => {
  const { github, clone, as } = await place(t);
  const token = github.jobToken({ contents: 'read' });
  const other = await git(clone, [...as(token), 'fetch', `${github.url}/octo-org/other`, 'main']);
  match(other.stderr, /not found/);
  const statusOf = (path: string) => rawStatus(github, path, token);
  equal(await statusOf(`/${REPOSITORY}/info/refs?service=git-upload-pack`), 200);
  for (const path of [
    `/../${REPOSITORY}/info/refs?service=git-upload-pack`,
    `/%2e%2e/${REPOSITORY}/info/refs?service=git-upload-pack`,
    `/octo-org/..%2fother/info/refs?service=git-upload-pack`,
    `/${REPOSITORY}/../other.git/info/refs?service=git-upload-pack`,
    `/${REPOSITORY}/objects/info/refs`,
    `/${REPOSITORY}.git/HEAD`,
  ]) {
    equal(await statusOf(path), 404, path);
  }
});

test('a repository that is not on the disk is not found', async (t) => {
  const github = await gitHub(t);
  const headers = { authorization: `Bearer ${github.jobToken({ contents: 'read' })}` };
  equal((await fetch(`${github.url}/${REPOSITORY}/info/refs?service=git-upload-pack`, { headers })).status, 404);
});

test('without git on this machine the job is told so, and the stand-in goes on', async (t) => {
  const { github } = await place(t);
  const { PATH } = process.env;
  process.env.PATH = '/nowhere';
  t.after(() => {
    process.env.PATH = PATH;
  });
  const headers = { authorization: `Bearer ${github.jobToken({ contents: 'read' })}` };
  const url = `${github.url}/${REPOSITORY}/info/refs?service=git-upload-pack`;
  for (let time = 0; time < 2; time += 1) {
    const response = await fetch(url, { headers });
    equal(response.status, 500);
    match(await response.text(), /git cannot be run: spawn git ENOENT/);
  }
});

test('a client that goes away ends its git', async (t) => {
  const { github } = await place(t);
  const headers = { authorization: `Bearer ${github.jobToken({ contents: 'read' })}` };
  const url = `${github.url}/${REPOSITORY}/info/refs?service=git-upload-pack`;
  await rejects(fetch(url, { headers, signal: AbortSignal.timeout(1) }));
  equal((await fetch(url, { headers })).status, 200);
});
