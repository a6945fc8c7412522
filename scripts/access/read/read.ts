import { byPosition } from '../../template/finding.ts';
import type { Reviewed, ReviewedDocument } from '../model.ts';
import { withBoundaries } from './boundaries.ts';
import { readEnvironments } from './environments.ts';
import { type Choice, type Library, readLibrary } from './library.ts';
import { looseKind } from './loose-document.ts';
import { memoryOf } from './memory.ts';
import type { Placed } from './placed.ts';
import { tabulated } from './places.ts';
import { positions } from './plain.ts';
import { readingOf } from './reading.ts';
import { remember } from './remembered.ts';
import { REVIEW_CACHE, reviewCache } from './review-cache.ts';
import { type Stacks, stackOf } from './stacks.ts';

export interface ReadOptions {
  /** Where earlier runs left what they read, or null to read everything again. */
  cache?: string | null;
  /** Default: all files. */
  choice?: Choice | null;
  /** How every condition of the templates turns out. Default: either way, both branches are read. */
  conditions?: boolean | null;
}

/**
 * Reads every template and policy document below a folder. Nothing in them makes it fail: what cannot be read is a
 * finding, what cannot be known before deploying stays symbolic and is listed.
 */
export async function readForReview(
  root: string,
  { cache = REVIEW_CACHE, choice = null, conditions = null }: ReadOptions = {},
): Promise<Reviewed> {
  const { given, tags, skipped, broken } = await readEnvironments(root);
  // What is kept is what both branches make.
  const store = cache === null || conditions !== null ? null : reviewCache(cache);
  const reading = readingOf(given, store && memoryOf(store, given), conditions);
  const library = await readLibrary(root, reading.visit, reading.recall, choice);
  const found = library.templates.map((file) => reading.resolved(file));
  const environments = broken.filter((one) => !library.unreadable.some(({ file }) => file === one.file));
  const unreadable = [...library.unreadable, ...environments, ...found.flatMap((one) => one.plain.broken)];
  const documents = looseDocuments(library, reading.stacks);
  const templates = withBoundaries(found);
  for (const [index, { plain }] of found.entries()) {
    const template = templates[index];
    if (store && template) remember(template, plain, store);
  }
  store?.tidy();
  return {
    templates,
    documents,
    ignored: library.ignored,
    unreadable: unreadable.sort(byPosition),
    files: library.files,
    stackTags: new Map(library.templates.flatMap((file) => withTags(file, tags))),
    deployedByPeople: new Set(library.templates.filter((file) => skipped.has(stackOf(file)))),
  };
}

function withTags(
  file: string,
  tags: ReadonlyMap<string, readonly string[]>,
): [file: string, keys: readonly string[]][] {
  const keys = tags.get(stackOf(file));
  return keys === undefined ? [] : [[file, keys]];
}

const NONE: ReadonlySet<Placed> = new Set();

function looseDocuments(library: Library, { included }: Stacks): ReviewedDocument[] {
  return library.policies.flatMap((file): ReviewedDocument[] => {
    const top = included.has(file) ? undefined : library.parsed(file);
    if (top === undefined) return [];
    const { value } = top;
    const where = positions(value, tabulated(top, NONE)?.places ?? null, () => library.parsed(file));
    return [{ kind: looseKind(file, value), owner: null, value, ...where }];
  });
}
