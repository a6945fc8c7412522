import { UserError } from '../../cli/errors.ts';
import type { Finding, Severity } from '../../template/finding.ts';
import { parseJson } from '../../template/json.ts';
import type { Marked } from '../../template/marked.ts';
import { mistakeAt } from '../../template/mistake.ts';
import type { Locate, Position } from '../../template/source.ts';
import { parseYaml } from '../../template/yaml.ts';
import { classify } from './classify.ts';
import { at, type Origin, originOf } from './origin.ts';
import { parseTolerantly } from './tolerant-yaml.ts';

export interface Parsed {
  origin: Origin;
  top: Marked;
  /** What was wrong and could be read all the same. */
  odd: Finding[];
  /** What packaging says to it; null for a file that it takes. */
  refused: Finding | null;
}

/** Strictly, as packaging does; where that refuses, as far as the text can be read. Never throws. */
export function parseFile(text: string, file: string): Parsed | Finding {
  const origin = originOf(text, file);
  const locate: Locate = (offset) => at(origin, offset);
  const limit = Error.stackTraceLimit;
  // The YAML parser makes an error for each short tag, and its stack takes a fifth of the time.
  Error.stackTraceLimit = 0;
  try {
    return { origin, top: strictly(origin, locate), odd: [], refused: null };
  } catch (error) {
    return tolerated(origin, locate, asMistake(error, file));
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** What `parseTemplate` takes, without a search from the top for each position. */
function strictly({ file, text }: Origin, locate: Locate): Marked {
  const isJson = file.endsWith('.json') || (!/\.ya?ml$/.test(file) && /^\s*\{/.test(text));
  return isJson ? parseJson(text, locate) : parseYaml(text, locate, 'cloudformation');
}

function tolerated(origin: Origin, locate: Locate, strict: UserError): Parsed | Finding {
  const { file, text } = origin;
  try {
    const { documents, oddities } = parseTolerantly(text, locate);
    const top = documents.find(({ value }) => classify(value).kind !== 'other') ?? documents[0];
    if (!top) return unreadable(file, strict);
    const odd = oddities.map(({ offset, message, fix }) => finding(locate(offset), 'warning', message, fix));
    const refused = unreadable(file, strict);
    return { origin, top, odd: odd.length > 0 ? odd : [asWarning(refused)], refused };
  } catch {
    return unreadable(file, strict);
  }
}

/** Whatever a parser throws at hostile text is the text's fault: one bad file never stops the others. */
function asMistake(error: unknown, file: string): UserError {
  if (error instanceof UserError) return error;
  const reason =
    error instanceof RangeError ? 'nested too deeply' : error instanceof Error ? error.message : `${error}`;
  return mistakeAt({ file, line: 1, column: 1 }, `cannot be parsed: ${reason}`);
}

/** What the parsers' one line says, as data. */
export function unreadable(file: string, error: UserError): Finding {
  const [, line, column, message] = /:(\d+):(\d+): ([\s\S]*)$/.exec(afterFile(error.message, file)) ?? [];
  const position = { file, line: Number(line ?? 1), column: Number(column ?? 1) };
  return finding(position, 'error', message ?? error.message, 'correct it: until then nothing in it is reviewed');
}

/** From the position on: a file's name may hold anything, a message too. */
function afterFile(message: string, file: string): string {
  if (message.startsWith(file)) return message.slice(file.length);
  const start = message.search(/:\d+:\d+: /);
  return start < 0 ? message : message.slice(start);
}

function asWarning(refused: Finding): Finding {
  return { ...refused, severity: 'warning', fix: 'write it the way that CloudFormation documents' };
}

export function finding(position: Position, severity: Severity, message: string, fix: string): Finding {
  return { rule: 'unreadable-file', severity, message, fix, logicalId: null, ...position };
}
