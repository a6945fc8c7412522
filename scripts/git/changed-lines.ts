import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../cli/errors.ts';
import { PLAIN_DIFF, unknownFiles } from './changed-files.ts';
import { filtersOff, git } from './git.ts';

export type ChangedLines = ReadonlyMap<string, ReadonlySet<number>>;

/**
 * The lines, from 1, that the files below a folder have and did not have at a commit; of a file that Git does not know
 * yet all.
 * @returns by path below the folder, with `/`
 */
export async function changedLines(folder: string, commit: string): Promise<ChangedLines> {
  // As text: an attribute could say of a template that it is binary, and hide its lines.
  const options = ['--unified=0', '--text', ...PLAIN_DIFF, '--relative', '--src-prefix=a/', '--dst-prefix=b/'];
  const filters = await filtersOff(folder);
  const { status, stdout, stderr } = await git(folder, [...filters, 'diff', ...options, commit, '--', '.']);
  if (status !== 0) throw new UserError(`cannot tell what changed since ${commit}: ${stderr}`);
  const lines = linesOf(stdout.toString('utf8'));
  for (const file of await unknownFiles(folder)) lines.set(file, await allLines(join(folder, file)));
  return lines;
}

/** A hunk's header tells how many lines follow, so that a line of a file is never taken for a header. */
function linesOf(diff: string): Map<string, Set<number>> {
  const found = new Map<string, Set<number>>();
  let file: string | null = null;
  const lines = diff.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (line.startsWith('+++ ')) file = fileOf(line.slice('+++ '.length));
    const [hunk, gone = '1', first = '1', come = '1'] = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
    if (hunk === undefined) continue;
    index += bodyLength(lines, index + 1, Number(gone) + Number(come));
    if (file === null) continue;
    const changed = found.get(file) ?? new Set<number>();
    for (let offset = 0; offset < Number(come); offset += 1) changed.add(Number(first) + offset);
    found.set(file, changed);
  }
  return found;
}

/** `\ No newline at end of file` stands between the lines and is not counted by the header. */
function bodyLength(lines: readonly string[], start: number, counted: number): number {
  let length = 0;
  for (let left = counted; left > 0 || lines[start + length]?.startsWith('\\'); length += 1) {
    if (!lines[start + length]?.startsWith('\\')) left -= 1;
  }
  return length;
}

/** Null for a file that is gone. Git quotes names with a quote, a backslash or a control character as C does. */
function fileOf(written: string): string | null {
  const name = written.replace(/\t$/, '');
  if (name === '/dev/null') return null;
  return (name.startsWith('"') ? unquoted(name.slice(1, -1)) : name).replace(/^b\//, '');
}

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' };

function unquoted(text: string): string {
  return text.replaceAll(/\\(?:([0-7]{3})|(.))/g, (_, octal?: string, letter = '') =>
    octal === undefined ? (ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(octal, 8)),
  );
}

/** What a link leads to is not read, which may have no end: Git takes a link for one line. */
async function allLines(path: string): Promise<Set<number>> {
  const isFile = await lstat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  const text = isFile ? await readFile(path, 'utf8').catch(() => '') : '';
  return new Set(text.split('\n').map((_, index) => index + 1));
}
