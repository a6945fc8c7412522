import { didYouMean } from '../../template/near-names.ts';
import { scalarText } from '../../template/scalar-text.ts';
import type { Path, Position } from '../../template/source.ts';
import { isMap } from '../../template/walk.ts';
import type { ReviewFinding } from '../check.ts';
import { RULES } from '../rules/index.ts';
import { isDate } from './calendar.ts';
import { problem, shown } from './problems.ts';
import { isSuppressible } from './rules.ts';
import type { Suppression } from './suppression.ts';

/** A place in a file where suppressions are written, and what stands there. */
export interface Written {
  writtenIn: Suppression['writtenIn'];
  /** Of the resource; null in the file of suppressions, where each one names its own. */
  resource: { file: string; logicalId: string } | null;
  path: Path;
  value: unknown;
  at(path: Path): Position;
  keyAt(path: Path): Position;
}

export interface ReadSuppressions {
  suppressions: Suppression[];
  malformed: ReviewFinding[];
}

const LIMIT = 500;
const REASON_LENGTH = 10;
const KEYS = ['rule', 'statement', 'value', 'reason', 'expires'];
const KEYS_IN_FILE = ['file', 'rule', 'logicalId', 'statement', 'value', 'reason', 'expires'];

/** The suppressions of a list; what is wrong with one never stops the others. */
export function entriesOf(written: Written): ReadSuppressions {
  const { value, path } = written;
  if (!Array.isArray(value)) return refused(written, path, 'suppressions are a list', "start each with '- rule:'");
  const read = value
    .slice(0, LIMIT)
    .map((entry, index) => entryAt({ ...written, path: [...path, index], value: entry }));
  const suppressions = read.flatMap((one) => one.suppressions);
  const malformed = read.flatMap((one) => one.malformed);
  if (value.length > LIMIT) {
    const message = `there are ${value.length} suppressions here, and the first ${LIMIT} count`;
    malformed.push(
      ...refused(written, [...path, LIMIT], message, 'remove those that mended code does not need').malformed,
    );
  }
  return { suppressions, malformed };
}

function entryAt(written: Written): ReadSuppressions {
  const { value: entry, path, writtenIn, resource } = written;
  if (!isMap(entry)) return refused(written, path, 'a suppression is a map', `give it the keys ${KEYS.join(', ')}`);
  const problems = [...unknownKeys(written, entry), ...wrongValues(written, entry)];
  if (problems.length > 0) return { suppressions: [], malformed: problems };
  const { rule, statement = null, value, reason, expires } = entry as Record<string, string>;
  const file = resource?.file ?? scalarText(entry.file);
  const logicalId = resource?.logicalId ?? (entry.logicalId as string | undefined) ?? null;
  const said = { rule, statement, reason, expires } as Pick<Suppression, 'rule' | 'statement' | 'reason' | 'expires'>;
  return { suppressions: [{ writtenIn, file, logicalId, ...said, value, at: written.at(path) }], malformed: [] };
}

export function refused(written: Written, path: Path, message: string, fix: string, ofKey = false): ReadSuppressions {
  const at = ofKey ? written.keyAt(path) : written.at(path);
  const logicalId = written.resource?.logicalId ?? null;
  const file = written.resource?.file ?? '';
  return { suppressions: [], malformed: [problem('suppression-malformed', { message, fix, at, logicalId }, [file])] };
}

function unknownKeys(written: Written, entry: Record<string, unknown>): ReviewFinding[] {
  const known = written.resource === null ? KEYS_IN_FILE : KEYS;
  return Object.keys(entry)
    .filter((key) => !known.includes(key))
    .slice(0, LIMIT)
    .flatMap((key) => {
      const message = `a suppression has no key ${shown(key)}${didYouMean(key, known)}`;
      return refused(written, [...written.path, key], message, 'correct or remove the key', true).malformed;
    });
}

type Check = (value: unknown) => { message: string; fix: string } | null;

function wrongValues(written: Written, entry: Record<string, unknown>): ReviewFinding[] {
  const checks = Object.entries(written.resource === null ? { ...CHECKS, ...CHECKS_IN_FILE } : CHECKS);
  return checks.flatMap(([key, check]) => {
    const wrong = check(Object.hasOwn(entry, key) ? entry[key] : undefined);
    return wrong ? refused(written, [...written.path, key], wrong.message, wrong.fix).malformed : [];
  });
}

const CHECKS: Record<string, Check> = {
  rule: wrongRule,
  statement: (value) =>
    value === undefined || isText(value) || (typeof value === 'number' && Number.isInteger(value) && value >= 0)
      ? null
      : { message: 'statement is neither a Sid nor an index from 0', fix: "write the statement's Sid" },
  value: (value) =>
    value === null
      ? { message: 'value is empty', fix: 'write the value that the finding points at, or leave it out' }
      : null,
  reason: (value) => {
    if (typeof value === 'string' && value.trim().length >= REASON_LENGTH) return null;
    const message = `a suppression needs a reason of at least ${REASON_LENGTH} characters`;
    return { message, fix: 'write in reason why the risk is accepted' };
  },
  expires: (value) => {
    if (typeof value === 'string' && isDate(value)) return null;
    return { message: 'a suppression needs the last day that it counts', fix: 'write expires as YYYY-MM-DD' };
  },
};

const CHECKS_IN_FILE: Record<string, Check> = {
  file: (value) =>
    isText(value) ? null : { message: 'a suppression here names the file', fix: "write in file the finding's file" },
  logicalId: (value) =>
    value === undefined || isText(value)
      ? null
      : { message: 'logicalId is no text', fix: 'name the resource of the template, or leave it out' },
};

function wrongRule(value: unknown): ReturnType<Check> {
  if (!isText(value)) return { message: 'a suppression names one rule', fix: "write in rule the finding's rule" };
  const known = RULES.map(({ id }) => id);
  if (known.includes(value)) return null;
  if (!isSuppressible(value)) {
    return { message: `findings of ${value} cannot be suppressed`, fix: 'mend what the finding tells' };
  }
  return {
    message: `no rule is called ${shown(value)}${didYouMean(value, known)}`,
    fix: 'correct the name of the rule',
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
