import { type Ended, runProgram } from '../toolkit/process.ts';

/** Git in one folder, by its arguments. */
export type Git = (...args: string[]) => Promise<Ended>;

/**
 * Neither what the person's Git is set to, nor a helper of theirs that knows passwords, nor a hook has a say. HOME is
 * the job's own, as curl would look for a .netrc there.
 * @param settings by their key; they reach Git by its environment, so that no list of processes shows them
 */
export function gitIn(folder: string, home: string, settings: Readonly<Record<string, string>>): Git {
  const all = { 'core.hooksPath': '/dev/null', 'gc.auto': '0', 'advice.detachedHead': 'false', ...settings };
  const numbered = Object.entries(all).flatMap(([key, value], place) => [
    [`GIT_CONFIG_KEY_${place}`, key],
    [`GIT_CONFIG_VALUE_${place}`, value],
  ]);
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    // A folder above that happens to be a repository is not this one.
    GIT_CEILING_DIRECTORIES: `${folder}/..`,
    GIT_CONFIG_COUNT: String(Object.keys(all).length),
    ...Object.fromEntries(numbered),
  };
  return async (...args) => {
    const ended = await runProgram('git', args, { cwd: folder, env });
    if (ended === null) throw new Error('There is no git on the PATH: install it');
    return ended;
  };
}

export async function must(git: Git, ...args: string[]): Promise<string> {
  return done(args[0] ?? '', await git(...args));
}

/** @throws Error with what Git said when it failed */
export function done(command: string, { status, stdout, stderr }: Ended): string {
  if (status === 0) return stdout;
  throw new Error(`git ${command} failed with exit code ${status}: ${stderr.split('\n').slice(-3).join(' ')}`);
}
