import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { codeOf, UserError } from '../../cli/errors.ts';
import type { DeployResult } from '../events.ts';

/** Writes the outputs of the stacks as JSON, whole or not at all. */
export async function writeOutputs(file: string, { environment, accountId, stacks }: DeployResult): Promise<void> {
  const outputs = Object.fromEntries(stacks.map((one) => [one.stack, one.outputs]));
  const unfinished = `${file}.${randomBytes(4).toString('hex')}`;
  try {
    const text = `${JSON.stringify({ formatVersion: 1, environment, accountId, stacks: outputs }, null, 2)}\n`;
    await writeFile(unfinished, text, { flag: 'wx' });
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    if (codeOf(error) !== 'ENOENT') throw error;
    throw new UserError(`cannot write ${file}: the folder does not exist; make it first`);
  }
}
