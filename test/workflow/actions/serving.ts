import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import type { GitHub } from '../../../scripts/workflow/github/github.ts';
import { gitHub, REPOSITORY } from '../github/running.ts';
import { act, type Ran, scratch, type Trial } from './acting.ts';

export interface Served {
  github: GitHub;
  token: string;
  /** By the words of their messages. */
  commits: Record<string, string>;
  /** Runs steps for an event of a reference and a commit. */
  run(steps: Record<string, unknown>[], ref: string, sha: string | undefined, more?: Partial<Trial>): Promise<Ran>;
}

async function git(folder: string, ...args: string[]): Promise<string> {
  const env = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', HOME: folder };
  const child = spawn('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: folder, env });
  return (await text(child.stdout)).trim();
}

/** Serves a repository: main has three commits, of which the second has the tag v1; a branch, and what a merge of pull request 7 makes. */
export async function served(t: TestContext): Promise<Served> {
  const folder = await scratch(t);
  const bare = join(folder, `${REPOSITORY}.git`);
  await mkdir(bare, { recursive: true });
  const work = join(folder, 'work');
  await mkdir(work);
  await git(work, 'init', '-q', '-b', 'main');
  const commits: Record<string, string> = {};
  const commit = async (message: string) => {
    await writeFile(join(work, 'file'), message);
    await git(work, 'add', '.');
    await git(work, 'commit', '-q', '-m', message);
    commits[message] = await git(work, 'rev-parse', 'HEAD');
  };
  await commit('one');
  await commit('two');
  await git(work, 'tag', '-a', '-m', 'first', 'v1');
  await git(work, 'checkout', '-q', '-b', 'topic');
  await commit('topic');
  await git(work, 'checkout', '-q', 'main');
  await commit('three');
  await git(work, 'merge', '-q', '--no-ff', '-s', 'ours', '-m', 'merge', 'topic');
  commits.merge = await git(work, 'rev-parse', 'HEAD');
  await git(work, 'update-ref', 'refs/pull/7/merge', 'HEAD');
  await git(work, 'reset', '-q', '--hard', 'HEAD^');
  await git(folder, 'clone', '-q', '--mirror', work, bare);
  const github = await gitHub(t, { gitFolder: folder });
  const token = github.jobToken({ contents: 'read' });
  return {
    ...{ github, token, commits },
    run: (steps, ref, sha = '', more = {}) => {
      const env = { GITHUB_SERVER_URL: github.url, GITHUB_REF: ref, SHA_REF: sha, ...more.env };
      return act(t, { token, steps, ...more, env });
    },
  };
}
