import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { codeOf, UserError } from '../../cli/errors.ts';
import { plain } from '../../cli/plain.ts';
import { noFolder } from '../../cli/writable.ts';
import type { DeployResult } from '../events.ts';

type Outputs = Pick<DeployResult, 'environment' | 'accountId'> & {
  stacks: Pick<DeployResult['stacks'][number], 'stack' | 'outputs'>[];
};

/** Writes the outputs of the stacks as JSON, whole or not at all. A link at the place is replaced, never followed. */
export async function writeOutputs(file: string, { environment, accountId, stacks }: Outputs): Promise<void> {
  const outputs = Object.fromEntries(stacks.map((one) => [one.stack, one.outputs]));
  const unfinished = `${file}.${randomBytes(4).toString('hex')}`;
  try {
    const text = `${JSON.stringify({ formatVersion: 1, environment, accountId, stacks: outputs }, null, 2)}\n`;
    await writeFile(unfinished, text, { flag: 'wx' });
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {});
    throw problemOf(file, error);
  }
}

function problemOf(file: string, error: unknown): unknown {
  const code = codeOf(error);
  if (code === undefined) return error;
  if (code === 'ENOENT') return noFolder(plain(file));
  return new UserError(`cannot write ${plain(file)} (${code}): name a file in a folder that you may write to`);
}
