/** A person's mistake: one line that says what is wrong and what to do. Commands print it and exit with 2. */
export class UserError extends Error {
  override name = 'UserError';
}

/** Work that stopped because the person asked for it (Ctrl-C, SIGTERM). Commands exit with 130. */
export class Interrupted extends Error {
  override name = 'Interrupted';
  constructor() {
    super('interrupted');
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The `code` that Node and the AWS SDK put on errors (`ENOENT`), or undefined. */
export function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

const FILE_PROBLEMS: Record<string, string> = {
  EACCES: 'you may not',
  EPERM: 'you may not',
  EROFS: 'it is on a read-only disk',
  ENOSPC: 'the disk is full',
  EEXIST: 'a file of that name is in the way',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a file is where a folder must be',
};

/** What a person can change about the disk, in one line; null for any other error. */
export function fileProblem(error: unknown): string | null {
  const { path } = (error ?? {}) as { path?: unknown };
  const problem = FILE_PROBLEMS[codeOf(error) ?? ''];
  if (problem === undefined || typeof path !== 'string') return null;
  return `cannot use ${path}: ${problem} (${codeOf(error)})`;
}
