import { Interrupted, SetupError } from './setup-error.mjs';

/** Prints what a person can change, in one line. @returns the exit code; anything else is a bug, and is thrown */
export function report(error) {
  if (error instanceof Interrupted) return 130;
  const mistake = error instanceof SetupError ? error.message : fileProblem(error);
  if (mistake === null) throw error;
  process.stderr.write(`setup: ${mistake}\n`);
  return 2;
}

/** What a person can change about the disk, in one line; null for anything else. */
function fileProblem({ code, path }) {
  const problems = {
    EACCES: 'you may not',
    EPERM: 'you may not',
    EROFS: 'it is read-only',
    ENOSPC: 'the disk is full',
    EEXIST: 'a file of that name is in the way',
    ENOTDIR: 'a file is where a folder must be',
  };
  return problems[code] ? `cannot write ${path ?? 'a file'}: ${problems[code]} (${code})` : null;
}
