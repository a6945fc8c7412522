import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mask } from '../toolkit/commands.ts';
import { saveState, state } from '../toolkit/files.ts';
import { type Git, must } from './git.ts';

/** The setting by which Git sends a token to one server, and to no other. */
export function headerSetting(server: string, token: string): [key: string, value: string] {
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  mask(basic);
  return [`http.${server}/.extraheader`, `AUTHORIZATION: basic ${basic}`];
}

/** For later steps: the token is in a file beside the workspace, which the checkout's configuration only names. */
export async function persist(git: Git, folder: string, temp: string, setting: [string, string]): Promise<void> {
  const file = join(temp, `git-credentials-${randomUUID()}.config`);
  const [key, value] = setting;
  const server = key.slice('http.'.length, -'.extraheader'.length);
  await writeFile(file, `[http ${JSON.stringify(server)}]\n\textraheader = ${JSON.stringify(value)}\n`, {
    mode: 0o600,
  });
  saveState('credentials', file);
  saveState('folder', folder);
  await must(git, 'config', '--local', 'include.path', file);
}

/** After the job. A checkout that is gone by then needs nothing. */
export async function forget(gitOf: (folder: string) => Git): Promise<void> {
  const [file, folder] = [state('credentials'), state('folder')];
  if (file === '') return;
  await rm(file, { force: true });
  await gitOf(folder)('config', '--local', '--unset-all', 'include.path').catch(() => null);
}
