import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { codeOf, messageOf, UserError } from '../../cli/errors.ts';
import { comparisonCase } from '../../iam/cases.ts';

/** A comparison case as `compare --batch` takes it, and what it is called here. */
export interface NamedCase {
  name: string;
  value: unknown;
}

/** @throws UserError when a line cannot be compared */
export async function readCases(root: string, file: string): Promise<NamedCase[]> {
  const lines = (await textOf(root, file)).split('\n');
  const cases = lines.flatMap((line, index) => (line.trim() === '' ? [] : [caseIn(line, `${file}:${index + 1}`)]));
  if (cases.length === 0) throw new UserError(`${file} has no cases: give one JSON object a line`);
  return cases;
}

async function textOf(root: string, file: string): Promise<string> {
  try {
    return await readFile(resolve(root, file), 'utf8');
  } catch (error) {
    throw new UserError(`cannot read ${file} (${codeOf(error)}): name a file of comparison cases`);
  }
}

function caseIn(line: string, at: string): NamedCase {
  try {
    const value: unknown = JSON.parse(line);
    const { id } = comparisonCase(value);
    return { name: id === null ? at : String(id), value };
  } catch (error) {
    throw new UserError(`${at}: ${messageOf(error)}`);
  }
}
