import { git } from './git.ts';

/** The addresses of a checkout's remotes, that of `origin` first; [] outside of one. */
export async function allRemotes(folder: string): Promise<string[]> {
  const { status, stdout } = await git(folder, ['config', '--get-regexp', '^remote\\..*\\.url$']);
  if (status !== 0) return [];
  const lines = String(stdout).split('\n').filter(Boolean);
  const isOrigin = (line: string) => line.startsWith('remote.origin.url ');
  const ordered = [...lines.filter(isOrigin), ...lines.filter((line) => !isOrigin(line))];
  return ordered.map((line) => line.slice(line.indexOf(' ') + 1));
}
