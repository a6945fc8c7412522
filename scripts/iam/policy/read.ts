import { scalarText } from '../../template/scalar-text.ts';
import type { Path } from '../../template/source.ts';
import { isMap } from '../../template/walk.ts';
import type { Condition, Patterns, PolicyDocument, PolicyStatement, PrincipalElement } from './document.ts';
import { operatorNamed } from './operators.ts';

/** Where a value is not what a policy document takes. */
export interface PolicyMistake {
  path: Path;
  reason: string;
}

/** A document that is not a policy. Every place that is wrong is told, in the order of the document. */
export class NotAPolicy extends Error {
  override name = 'NotAPolicy';
  readonly mistakes: PolicyMistake[];
  constructor(mistakes: PolicyMistake[]) {
    super(mistakes.map(({ path, reason }) => `${jsonPointer(path)}: ${reason}`).join('; '));
    this.mistakes = mistakes;
  }
}

/** RFC 6901; the whole document is `/`, which people read better than nothing. */
export function jsonPointer(path: Path): string {
  const tokens = path.map((part) => String(part).replaceAll('~', '~0').replaceAll('/', '~1'));
  return `/${tokens.join('/')}`;
}

type Fields = Record<string, unknown>;
type Report = (path: Path, reason: string) => void;

/** What a policy document, and a statement of it, can have (IAM User Guide, "Grammar of the IAM JSON policy language"). */
export const DOCUMENT_FIELDS = ['Version', 'Id', 'Statement'];
export const STATEMENT_FIELDS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];

/**
 * Reads a policy document (IAM User Guide, "Grammar of the IAM JSON policy language").
 * @throws NotAPolicy instead of guessing: a document that is read wrongly would allow or deny in silence
 */
export function readPolicyDocument(value: unknown): PolicyDocument {
  const mistakes: PolicyMistake[] = [];
  const report: Report = (path, reason) => void mistakes.push({ path, reason });
  const document = documentFrom(value, report);
  if (document === null || mistakes.length > 0) throw new NotAPolicy(mistakes);
  return document;
}

function documentFrom(value: unknown, report: Report): PolicyDocument | null {
  if (!isMap(value)) {
    report([], 'a policy document is a JSON object with Version and Statement');
    return null;
  }
  onlyFields(value, DOCUMENT_FIELDS, [], report);
  const { Version: version = '2008-10-17', Statement } = value;
  if (version !== '2008-10-17' && version !== '2012-10-17') report(['Version'], 'Version is 2012-10-17 or 2008-10-17');
  if (Statement === undefined) report([], 'Statement is missing');
  const statements = (Array.isArray(Statement) ? Statement : [Statement]).map((statement, index) => {
    const path = Array.isArray(Statement) ? ['Statement', index] : ['Statement'];
    return statementFrom(statement, index, path, report);
  });
  return { version: version as PolicyDocument['version'], statements: statements.filter((found) => found !== null) };
}

function statementFrom(value: unknown, index: number, path: Path, report: Report): PolicyStatement | null {
  if (value === undefined) return null;
  if (!isMap(value)) {
    report(path, 'a statement is a JSON object');
    return null;
  }
  onlyFields(value, STATEMENT_FIELDS, path, report);
  const { Sid: sid, Effect: effect } = value;
  if (sid !== undefined && typeof sid !== 'string') report([...path, 'Sid'], 'Sid is a string');
  if (effect !== 'Allow' && effect !== 'Deny') report([...path, 'Effect'], 'Effect is Allow or Deny');
  const action = patternsFrom(value, 'Action', path, report);
  if (action === null) report(path, 'a statement has Action or NotAction');
  return {
    index,
    sid: typeof sid === 'string' ? sid : null,
    effect: effect as PolicyStatement['effect'],
    principal: principalFrom(value, path, report),
    action: action ?? { not: false, patterns: [] },
    resource: patternsFrom(value, 'Resource', path, report),
    conditions: conditionsFrom(value.Condition, [...path, 'Condition'], report),
  };
}

function patternsFrom(statement: Fields, name: 'Action' | 'Resource', path: Path, report: Report): Patterns | null {
  const inverse = `Not${name}`;
  const not = statement[inverse] !== undefined;
  if (not && statement[name] !== undefined) report(path, `a statement has ${name} or ${inverse}, not both`);
  const key = not ? inverse : name;
  if (statement[key] === undefined) return null;
  return { not, patterns: textsFrom(statement[key], [...path, key], report) };
}

function principalFrom(statement: Fields, path: Path, report: Report): PrincipalElement | null {
  const not = statement.NotPrincipal !== undefined;
  if (not && statement.Principal !== undefined) report(path, 'a statement has Principal or NotPrincipal, not both');
  const key = not ? 'NotPrincipal' : 'Principal';
  const value = statement[key];
  if (value === undefined) return null;
  const everyone = { not, aws: ['*'], service: [], federated: [], canonicalUser: [] };
  if (value === '*') return everyone;
  const at = [...path, key];
  if (!isMap(value)) {
    report(at, `${key} is "*" or an object with AWS, Service, Federated or CanonicalUser`);
    return everyone;
  }
  onlyFields(value, ['AWS', 'Service', 'Federated', 'CanonicalUser'], at, report);
  const listed = (kind: string) => (value[kind] === undefined ? [] : textsFrom(value[kind], [...at, kind], report));
  return {
    not,
    aws: listed('AWS'),
    service: listed('Service'),
    federated: listed('Federated'),
    canonicalUser: listed('CanonicalUser'),
  };
}

function conditionsFrom(value: unknown, path: Path, report: Report): Condition[] {
  if (value === undefined) return [];
  if (!isMap(value)) {
    report(path, 'Condition is an object of operators');
    return [];
  }
  return Object.entries(value).flatMap(([name, keys]) => {
    const at = [...path, name];
    const operator = operatorNamed(name);
    if (operator === null) report(at, `there is no condition operator '${name}'`);
    if (!isMap(keys)) report(at, `${name} takes an object of condition keys`);
    if (operator === null || !isMap(keys)) return [];
    return Object.entries(keys).map(([key, values]): Condition => {
      return { ...operator, key: key.toLowerCase(), values: valuesFrom(values, [...at, key], report) };
    });
  });
}

/** Numbers and booleans may stand without quotes; they are compared as text is. */
function valuesFrom(value: unknown, path: Path, report: Report): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.map((item, index) => {
    if (['string', 'number', 'boolean'].includes(typeof item)) return scalarText(item);
    report(Array.isArray(value) ? [...path, index] : path, 'a condition value is a string, a number or a boolean');
    return '';
  });
}

function textsFrom(value: unknown, path: Path, report: Report): string[] {
  const list = Array.isArray(value) ? value : [value];
  if (list.length === 0) report(path, 'the list is empty');
  return list.map((item, index) => {
    if (typeof item === 'string') return item;
    report(Array.isArray(value) ? [...path, index] : path, 'expected a string');
    return '';
  });
}

function onlyFields(value: Fields, known: string[], path: Path, report: Report): void {
  for (const name of Object.keys(value)) {
    if (!known.includes(name)) report([...path, name], `there is no element '${name}' here: use ${known.join(', ')}`);
  }
}
