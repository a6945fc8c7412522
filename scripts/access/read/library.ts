import type { Finding } from '../../template/finding.ts';
import { byPosition } from '../../template/finding.ts';
import { locator } from '../../template/source.ts';
import { classify, isConfiguration } from './classify.ts';
import { readFileText } from './file-text.ts';
import { type FilesBelow, filesBelow } from './files-below.ts';
import type { Memory } from './memory.ts';
import { finding, type Parsed, parseFile } from './parse.ts';
import { type Placed, written } from './placed.ts';
import { recent } from './recent.ts';

/** Characters of text whose trees are kept; a tree takes some thirty bytes for each. */
const KEPT = 300_000;

/** The files below a root by what they are, parsed when they are asked for. */
export interface Library {
  templates: string[];
  policies: string[];
  files: number;
  ignored: { file: string; reason: string }[];
  unreadable: Finding[];
  /** Undefined for a file that is not there or cannot be parsed. */
  parsed(file: string): Placed | undefined;
  /** Characters. */
  sizeOf(file: string): number;
}

/** A file's tree, and what was said to it. */
interface Tree extends Pick<Parsed, 'odd' | 'refused'> {
  top: Placed;
}

export type Visit = (file: string, tree: Tree, library: Library) => void;

/** What earlier runs left. */
export interface Recall extends Pick<Memory, 'tree' | 'keepTree'> {
  /** The oddities of a template that is known already and is not visited then; else null. */
  template(file: string, text: string, library: Library): Finding[] | null;
}

/** Which of the files below a root are read; the others are listed as ignored, with the reason. */
export interface Choice {
  isRead(file: string): boolean;
  reason: string;
}

/** Reads the files; `template` is called for each template while it is still parsed. */
export async function readLibrary(
  root: string,
  template: Visit,
  recall: Recall | null = null,
  choice: Choice | null = null,
): Promise<Library> {
  const below = await filesBelow(root);
  const { library, add, parse } = emptyLibrary(below, recall);
  for (const file of below.files) {
    if (choice?.isRead(file) === false) {
      library.ignored.push({ file, reason: choice.reason });
      continue;
    }
    const text = await readFileText(root, file);
    if ('ignored' in text) {
      library.ignored.push({ file, reason: text.ignored });
      continue;
    }
    add(file, text.text);
    const odd = text.damaged === null ? recall?.template(file, text.text, library) : null;
    if (odd) {
      library.templates.push(file);
      library.unreadable.push(...odd);
      continue;
    }
    const parsed = parse(file);
    if (text.damaged !== null) library.unreadable.push(notUtf8(text.text, file, text.damaged));
    if ('top' in parsed) sortIn(library, file, parsed, template);
    else if (text.damaged === null) unparsed(library, file, parsed);
  }
  library.unreadable.sort(byPosition);
  return library;
}

interface Filling {
  library: Library;
  add(file: string, text: string): void;
  parse(file: string): Tree | Finding;
}

function emptyLibrary({ files, closed }: FilesBelow, recall: Recall | null): Filling {
  const texts = new Map<string, string>();
  let latest: string | undefined;
  const sizeOf = (file: string) => texts.get(file)?.length ?? 0;
  const parse = recent(KEPT, sizeOf, (file) => treeOf(file, texts.get(file) ?? '', recall, file !== latest));
  return {
    parse,
    add(file, text) {
      texts.set(file, text);
      latest = file;
    },
    library: {
      ...{ templates: [], policies: [], ignored: [...closed], unreadable: [] },
      files: files.length + closed.length,
      sizeOf,
      parsed(file) {
        const parsed = texts.has(file) ? parse(file) : undefined;
        return parsed && 'top' in parsed ? parsed.top : undefined;
      },
    },
  };
}

function treeOf(file: string, text: string, recall: Recall | null, isAsked: boolean): Tree | Finding {
  const known = recall?.tree(file, text);
  if (known) return withTree(known);
  const parsed = parseFile(text, file);
  recall?.keepTree(file, text, parsed, isAsked);
  return withTree(parsed);
}

function withTree(parsed: Parsed | Finding): Tree | Finding {
  return 'origin' in parsed
    ? { odd: parsed.odd, refused: parsed.refused, top: written(parsed.origin, parsed.top) }
    : parsed;
}

function unparsed(library: Library, file: string, reason: Finding): void {
  if (isConfiguration(file)) library.ignored.push({ file, reason: `not read: ${reason.message}` });
  else library.unreadable.push(reason);
}

function notUtf8(text: string, file: string, offset: number): Finding {
  return finding(locator(text, file)(offset), 'error', 'not UTF-8 text', 'save the file as UTF-8');
}

function sortIn(library: Library, file: string, tree: Tree, template: Visit): void {
  const { odd, refused, top } = tree;
  const found = classify(top.value);
  if (found.kind === 'other') {
    // JSON that is none may have been a template before it was damaged; odd YAML is other tools' own.
    if (refused && !/\.ya?ml$/i.test(file)) unparsed(library, file, refused);
    else library.ignored.push({ file, reason: found.reason });
    return;
  }
  library.unreadable.push(...odd);
  (found.kind === 'template' ? library.templates : library.policies).push(file);
  if (found.kind === 'template') template(file, tree, library);
}
