import type { Finding } from '../../template/finding.ts';
import { byPosition } from '../../template/finding.ts';
import { locator } from '../../template/source.ts';
import { classify, isConfiguration } from './classify.ts';
import { readFileText } from './file-text.ts';
import { filesBelow } from './files-below.ts';
import { finding, type Parsed, parseFile } from './parse.ts';
import { type Placed, written } from './placed.ts';
import { recent } from './recent.ts';

/** Characters of text whose trees are kept; a tree takes some thirty bytes for each. */
const KEPT = 1_500_000;

/** The files below a root by what they are, parsed when they are asked for. */
export interface Library {
  templates: string[];
  policies: string[];
  files: number;
  ignored: { file: string; reason: string }[];
  unreadable: Finding[];
  /** Undefined for a file that is not there or cannot be parsed. */
  parsed(file: string): Placed | undefined;
  sizeOf(file: string): number;
}

type Visit = (file: string, top: Placed, library: Library) => void;

/** Reads all files; `template` is called for each template while it is still parsed. */
export async function readLibrary(root: string, template: Visit): Promise<Library> {
  const below = await filesBelow(root);
  const texts = new Map<string, string>();
  const sizeOf = (file: string) => texts.get(file)?.length ?? 0;
  const parse = recent(KEPT, sizeOf, (file) => withTree(parseFile(texts.get(file) ?? '', file)));
  const library: Library = {
    ...{
      templates: [],
      policies: [],
      files: below.files.length + below.closed.length,
      ignored: [...below.closed],
      unreadable: [],
    },
    sizeOf,
    parsed(file) {
      const parsed = texts.has(file) ? parse(file) : undefined;
      return parsed && 'top' in parsed ? parsed.top : undefined;
    },
  };
  for (const file of below.files) {
    const text = await readFileText(root, file);
    if ('ignored' in text) {
      library.ignored.push({ file, reason: text.ignored });
      continue;
    }
    texts.set(file, text.text);
    const parsed = parse(file);
    if (text.damaged !== null) library.unreadable.push(notUtf8(text.text, file, text.damaged));
    if ('top' in parsed) sortIn(library, file, parsed, template);
    else if (text.damaged === null) unparsed(library, file, parsed);
  }
  library.unreadable.sort(byPosition);
  return library;
}

function withTree(parsed: Parsed | Finding): (Parsed & { top: Placed }) | Finding {
  return 'source' in parsed ? { ...parsed, top: written(parsed.source) } : parsed;
}

function unparsed(library: Library, file: string, reason: Finding): void {
  if (isConfiguration(file)) library.ignored.push({ file, reason: `not read: ${reason.message}` });
  else library.unreadable.push(reason);
}

function notUtf8(text: string, file: string, offset: number): Finding {
  return finding(locator(text, file)(offset), 'error', 'not UTF-8 text', 'save the file as UTF-8');
}

function sortIn(
  library: Library,
  file: string,
  { odd, refused, top }: Parsed & { top: Placed },
  template: Visit,
): void {
  const found = classify(top.value);
  if (found.kind === 'other') {
    // JSON that is none may have been a template before it was damaged; odd YAML is other tools' own.
    if (refused && !/\.ya?ml$/i.test(file)) unparsed(library, file, refused);
    else library.ignored.push({ file, reason: found.reason });
    return;
  }
  library.unreadable.push(...odd);
  (found.kind === 'template' ? library.templates : library.policies).push(file);
  if (found.kind === 'template') template(file, top, library);
}
