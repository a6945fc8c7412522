import { findIncludes, readPolicy } from '../template/policies.ts';
import { readTemplate } from '../template/repository.ts';
import type { Source } from '../template/source.ts';
import { attachedPolicies, type IncludedDocument, type Stack, stackOf } from './grants.ts';

/** What a stack's files say about access, before packaging, so that every statement has its line. */
export interface StackAccess extends Stack {
  template: Source;
  /** The policy documents that the template includes, each once. */
  documents: Source[];
}

export async function readStackAccess(root: string, stack: string): Promise<StackAccess> {
  const template = await readTemplate(root, stack);
  const included: IncludedDocument[] = await Promise.all(
    findIncludes(template).map(async (include) => ({
      path: include.path,
      source: await readPolicy(root, template, include),
    })),
  );
  const documents = new Map(included.map(({ source }) => [source.file, source]));
  const access = stackOf(template, attachedPolicies(template, included));
  return { template, documents: [...documents.values()], ...access };
}
