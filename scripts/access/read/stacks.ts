import { posix } from 'node:path';
import type { GivenParameters } from './environments.ts';
import { outputValue } from './exports.ts';
import type { Library } from './library.ts';
import { made, type Placed } from './placed.ts';
import type { TemplateScope } from './scope.ts';
import { sectionsOf } from './sections.ts';

/** What the templates of a repository know of each other and of its policy documents. */
export interface Stacks {
  /** Called once for each template with the names of its exports, before any scope is asked for. */
  add(file: string, names: ReadonlyMap<string, string>): void;
  scopeOf(file: string): TemplateScope;
  included: ReadonlySet<string>;
}

/** Nested stacks and imports of imports. */
const DEPTH_LIMIT = 10;

type Parsed = Library['parsed'];
type ScopeOf = (file: string, top: Placed, prefix: string) => TemplateScope;
type OutputOf = (file: string, output: string) => Placed | null;

/** `parsed` gives a template's or document's tree; undefined for what is not there, or as long as it has not been read. */
export function stacksOf(parsed: Parsed, given: GivenParameters, conditions: boolean | null = null): Stacks {
  const exports = new Map<string, { file: string; output: string }>();
  const included = new Set<string>();
  const scope: ScopeOf = (file, top, prefix) => ({
    ...{ sections: sectionsOf(top), prefix, given: given.get(stackOf(file)) ?? new Map() },
    ...{ unresolved: new Map(), effort: 0, texts: new Map(), parameters: new Map(), conditions },
    imported(name) {
      const found = exports.get(name);
      return found ? outputOf(found.file, found.output) : null;
    },
    nested: (url, output) => outputOf(posix.join(posix.dirname(file), url), output),
    included: (location) => includedDocument(parsed, file, location, included),
  });
  const outputOf = outputs(parsed, scope);
  return {
    included,
    add(file, names) {
      for (const [name, output] of names) if (!exports.has(name)) exports.set(name, { file, output });
    },
    scopeOf: (file) => scope(file, parsed(file) ?? NOTHING, ''),
  };
}

/** Each output is found once; it is null while it is being found, as stacks may import from each other in a circle. */
function outputs(parsed: Parsed, scope: ScopeOf): OutputOf {
  const known = new Map<string, Placed | null>();
  let depth = 0;
  return (file, output) => {
    const key = JSON.stringify([file, output]);
    const top = parsed(file);
    if (known.has(key) || top === undefined || depth >= DEPTH_LIMIT) return known.get(key) ?? null;
    known.set(key, null);
    depth++;
    const value = outputValue(scope(file, top, symbolPrefix(file)), output);
    depth--;
    known.set(key, value);
    return value;
  };
}

const NOTHING = made({}, { origin: { file: '', text: '' }, value: 0, key: 0 });

/** What stands before the names of a template's resources in other templates. */
export function symbolPrefix(file: string): string {
  return `${posix.parse(file).name}::`;
}

/** The stack whose parameters the environments give; nothing for a template anywhere else. */
export function stackOf(file: string): string {
  return /^templates\/([^/]+)\.[^./]+$/.exec(file)?.[1] ?? '';
}

/** A document that a template includes, by its path from the template; else why there is none. */
function includedDocument(parsed: Parsed, template: string, location: string, included: Set<string>): Placed | string {
  if (/^[a-z0-9]+:\/\//i.test(location)) return 'the included document is not in the repository';
  const file = posix.join(posix.dirname(template), location);
  const document = parsed(file);
  if (document === undefined) return `there is no ${file} that could be read`;
  included.add(file);
  return document;
}
