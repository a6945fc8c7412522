import { parseJson } from './json.ts';
import { type Marked, offsetsOf } from './marked.ts';
import { parseYaml } from './yaml.ts';

/** Keys and indexes from the document's top, in the long form: `['Resources', 'Table', 'Properties', 'Tags', 0]`. */
export type Path = readonly (string | number)[];

/** `file` is relative to the root with `/`; `line` and `column` (UTF-16 units) count from 1. */
export interface Position {
  file: string;
  line: number;
  column: number;
}

export interface Source {
  file: string;
  /** Without a byte order mark. */
  text: string;
  /** Plain data; aliased parts are the same object, so copy before changing. */
  value: unknown;
  /** Where the value at `path` starts, or its nearest ancestor that exists. */
  at(path: Path): Position;
  /** Where the key (or list item) at `path` starts, or its nearest ancestor that exists. */
  keyAt(path: Path): Position;
}

/** Finds the position of an offset in the text. */
export type Locate = (offset: number) => Position;

type Parse = (text: string, locate: Locate) => Marked;

/** A CloudFormation template, YAML or JSON; short tags (`!Sub`) stand in their long form. */
export function parseTemplate(text: string, file: string): Source {
  const json = file.endsWith('.json') || (!/\.ya?ml$/.test(file) && /^\uFEFF?\s*\{/.test(text));
  return json ? parseDocument(text, file) : source(text, file, (body, at) => parseYaml(body, at, 'cloudformation'));
}

/** YAML of our own: no CloudFormation tags, YAML 1.2 scalars. */
export function parseSettings(text: string, file: string): Source {
  return source(text, file, (body, at) => parseYaml(body, at, 'plain'));
}

/** Strict JSON (RFC 8259, keys unique): policy documents. */
export function parseDocument(text: string, file: string): Source {
  return source(text, file, parseJson);
}

function source(raw: string, file: string, parse: Parse): Source {
  const text = raw.startsWith('\uFEFF') ? raw.slice(1) : raw;
  const locate = locator(text, file);
  return sourceOf(parse(text, locate), text, file, locate);
}

function sourceOf(top: Marked, text: string, file: string, locate: Locate): Source {
  return {
    file,
    text,
    value: top.value,
    at: (path) => locate(offsetsOf(top, path).value),
    keyAt: (path) => locate(offsetsOf(top, path).key),
  };
}

/** @param text without a byte order mark */
export function locator(text: string, file: string): Locate {
  const starts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return (offset) => {
    let line = 0;
    for (let high = starts.length - 1; line < high; ) {
      const middle = Math.ceil((line + high) / 2);
      if ((starts[middle] ?? 0) <= offset) line = middle;
      else high = middle - 1;
    }
    return { file, line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  };
}
