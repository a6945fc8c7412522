import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { codeOf, UserError } from '../../cli/errors.ts';
import { type Position, parseDocument, type Source } from '../../template/source.ts';
import type { PolicyDocument } from './document.ts';
import { jsonPointer, NotAPolicy, readPolicyDocument } from './read.ts';

export interface PolicyFile {
  file: string;
  document: PolicyDocument;
  /** Where the statement of this index stands. */
  statementAt(index: number): Position;
}

/** @throws UserError with line, column and JSON pointer for what is no policy */
export async function readPolicyFile(root: string, file: string): Promise<PolicyFile> {
  const source = parseDocument(await textOf(resolve(root, file), file), file);
  const isList = Array.isArray((source.value as { Statement?: unknown } | null)?.Statement);
  return {
    file,
    document: documentOf(source),
    statementAt: (index) => source.at(isList ? ['Statement', index] : ['Statement']),
  };
}

async function textOf(path: string, file: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new UserError(`cannot read ${file} (${codeOf(error)}): name a policy document`);
  }
}

function documentOf(source: Source): PolicyDocument {
  try {
    return readPolicyDocument(source.value);
  } catch (error) {
    if (!(error instanceof NotAPolicy)) throw error;
    const [first] = error.mistakes;
    const { file, line, column } = source.at(first?.path ?? []);
    throw new UserError(`${file}:${line}:${column}: ${jsonPointer(first?.path ?? [])}: ${first?.reason}`);
  }
}
