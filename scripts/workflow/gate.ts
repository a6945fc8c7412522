import { createInterface } from 'node:readline/promises';
import type { Output } from '../cli/output.ts';
import type { Unit } from './model.ts';

/**
 * What GitHub asks the reviewers of an environment. Those that the person has named need no answer; where nobody can
 * answer, it stays shut.
 */
export function gate(approved: ReadonlySet<string>, out: Output, signal: AbortSignal) {
  return async ({ id }: Unit, environment: string): Promise<boolean> => {
    const mark = out.style('yellow', '■');
    if (approved.has(environment)) {
      out.say(`${mark} gate: ${id} may run in the environment ${environment} (--approve)`);
      return true;
    }
    out.say(`${mark} gate: ${id} waits for an approval of the environment ${environment}`);
    if (!out.live || !process.stdin.isTTY) return false;
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    try {
      return /^y(es)?$/i.test((await terminal.question('  Approve? [y/N] ', { signal })).trim());
    } finally {
      terminal.close();
    }
  };
}
