import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readTemplate } from '../template/repository.ts';
import { parseDocument, type Source } from '../template/source.ts';
import { type AttachedPolicy, attachedPolicies } from './grants.ts';

/** What a stack's files say about access, before packaging, so that every statement has its line. */
export interface StackAccess {
  template: Source;
  /** The policy documents that the template includes. */
  documents: Source[];
  policies: AttachedPolicy[];
}

export async function readStackAccess(root: string, stack: string): Promise<StackAccess> {
  const template = await readTemplate(root, stack);
  const documents = await readDocuments(root, template);
  const policies = attachedPolicies(template, (location) => {
    const source = documents.get(basename(location));
    if (!source) throw new Error(`${template.file} includes ${location}, which was not read`);
    return source;
  });
  return { template, documents: [...documents.values()], policies };
}

async function readDocuments(root: string, template: Source): Promise<Map<string, Source>> {
  const names = new Set([...template.text.matchAll(/\.\.\/policies\/([\w.-]+\.json)/g)].map((match) => match[1] ?? ''));
  const read = [...names].map(async (name) => {
    const file = `policies/${name}`;
    return [name, parseDocument(await readFile(join(root, file), 'utf8'), file)] as const;
  });
  return new Map(await Promise.all(read));
}
