import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { codeAccess } from '../../../scripts/iam/calls.ts';
import type { CodeAccess } from '../../../scripts/iam/sdk-call.ts';

/** What the code of files does, `handler.ts` the first to run; an object is handler.ts alone. */
export async function accessOf(t: TestContext, code: string | Record<string, string>): Promise<CodeAccess | null> {
  const root = await mkdtemp(join(tmpdir(), 'code-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  for (const [file, text] of Object.entries(typeof code === 'string' ? { 'handler.ts': code } : code)) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  }
  return codeAccess(root, 'handler.ts', 'handler');
}

/** One line a call: `s3:GetObject? BUCKET`. */
export async function linesOf(t: TestContext, code: string | Record<string, string>): Promise<string[]> {
  const access = await accessOf(t, code);
  if (access === null) return ['unreadable'];
  const calls = access.calls.map(({ action, optional, variables }) => {
    return `${action}${optional ? '?' : ''}${variables ? ` ${variables.join(' ')}` : ''}`;
  });
  return [...new Set(calls), ...[...access.unseen].map((service) => `unseen ${service}`)].sort();
}
