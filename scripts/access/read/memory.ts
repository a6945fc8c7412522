import type { Finding } from '../../template/finding.ts';
import { classify } from './classify.ts';
import type { GivenParameters } from './environments.ts';
import { type KnownTemplate, templateEntry, templateIn } from './kept-template.ts';
import { treeEntry, treeIn } from './kept-tree.ts';
import type { Parsed } from './parse.ts';
import { cacheKey, type ReviewCache } from './review-cache.ts';
import { stackOf } from './stacks.ts';

/** What earlier runs made of the same text, under the same name and parameters. */
export interface Memory {
  /** Of a template that depends on no other file. */
  template(file: string, text: string): KnownTemplate | null;
  keepTemplate(file: string, text: string, known: KnownTemplate): void;
  tree(file: string, text: string): Parsed | Finding | null;
  /** @param isAsked whether another file asks for the tree */
  keepTree(file: string, text: string, parsed: Parsed | Finding, isAsked: boolean): void;
}

const OTHERS = /ImportValue|AWS::Include|TemplateURL/;

/** Whether a template may depend on other files: it is resolved when all are read. Any other is at once. */
export function namesOthers(text: string): boolean {
  return OTHERS.test(text);
}

export function memoryOf(cache: ReviewCache, given: GivenParameters): Memory {
  const templateKey = (file: string, text: string) => cacheKey(['template', file, givenText(given, file), text]);
  const treeKey = (file: string, text: string) => cacheKey(['tree', file, text]);
  return {
    template: (file, text) => restored(cache, templateKey(file, text), templateIn, file, text),
    keepTemplate(file, text, known) {
      const entry = templateEntry(file, known);
      if (entry) cache.set(templateKey(file, text), entry);
    },
    tree: (file, text) => restored(cache, treeKey(file, text), treeIn, file, text),
    keepTree(file, text, parsed, isAsked) {
      const isTemplate = 'top' in parsed && classify(parsed.top.value).kind === 'template';
      // The template itself is kept instead; other stacks look into those that export something.
      if (isTemplate && !isAsked && !namesOthers(text) && !text.includes('Export')) return;
      const entry = treeEntry(parsed);
      if (entry) cache.set(treeKey(file, text), entry);
    },
  };
}

type Restore<T> = (entry: NonNullable<ReturnType<ReviewCache['get']>>, file: string, text: string) => T;

function restored<T>(cache: ReviewCache, key: string, restore: Restore<T>, file: string, text: string): T | null {
  const entry = cache.get(key);
  if (entry === null) return null;
  try {
    return restore(entry, file, text);
  } catch {
    // Its checksum fits, but not its shape: whoever wrote it, it says nothing.
    return null;
  }
}

function givenText(given: GivenParameters, file: string): string {
  const parameters = given.get(stackOf(file)) ?? new Map<string, readonly string[]>();
  return JSON.stringify([...parameters].sort(([one], [other]) => (one < other ? -1 : 1)));
}
