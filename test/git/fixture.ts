import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';

/** A repository of its own, whatever the person's Git is set up to do. */
export interface Scratch {
  root: string;
  git(...args: string[]): string;
  write(files: Record<string, string>): Promise<void>;
  /** Commits everything; the commit's id. */
  commit(files: Record<string, string>): Promise<string>;
}

export async function scratchRepository(t: TestContext): Promise<Scratch> {
  const root = await mkdtemp(join(tmpdir(), 'stackwarden-git-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  const settings = [
    'user.name=Nobody',
    'user.email=nobody@example.com',
    'commit.gpgSign=false',
    'core.hooksPath=/dev/null',
  ];
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  const git = (...args: string[]) =>
    execFileSync('git', [...settings.flatMap((one) => ['-c', one]), ...args], {
      cwd: root,
      env,
      encoding: 'utf8',
    }).trim();
  git('init', '--quiet', '--initial-branch=main');
  const write = async (files: Record<string, string>) => {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, name)), { recursive: true });
      await writeFile(join(root, name), text);
    }
  };
  const commit = async (files: Record<string, string>) => {
    await write(files);
    git('add', '--all', '--force');
    git('commit', '--quiet', '--allow-empty', '--message=change');
    return git('rev-parse', 'HEAD');
  };
  return { root, git, write, commit };
}
