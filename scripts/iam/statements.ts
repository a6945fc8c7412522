import { scalarText } from '../template/scalar-text.ts';
import type { Path, Position, Source } from '../template/source.ts';

/**
 * A policy statement as it stands in a file of the repository. Values are in the language of policy documents:
 * `${Bucket.Arn}/*` stands for whatever ARN the resource `Bucket` gets.
 */
export interface Statement {
  effect: 'Allow' | 'Deny';
  /** Null in an identity policy. */
  principals: string[] | null;
  principalPaths: Path[];
  actions: string[];
  /** `Action`, or `NotAction`: then `actions` are those it does not speak of. */
  inverted: boolean;
  resources: string[];
  /** Where each action and resource stands in the document. */
  actionPaths: Path[];
  resourcePaths: Path[];
  /** Where the statement stands in the document. */
  path: Path;
  at: Position;
  /** Where a principal is added: the list of AWS principals, or what stands in its place. */
  principalsAt: Position;
}

/** The statements of the document at `path` of a parsed file; what is not a statement is left out. */
export function statementsOf(source: Pick<Source, 'at'>, document: unknown, path: Path): Statement[] {
  const statement = field(document, 'Statement');
  const list = Array.isArray(statement) ? statement : [statement];
  return list.flatMap((item, index) => {
    const effect = field(item, 'Effect');
    if (effect !== 'Allow' && effect !== 'Deny') return [];
    const at = [...path, 'Statement', ...(Array.isArray(statement) ? [index] : [])];
    const inverted = field(item, 'NotAction') !== undefined;
    const actions = placed(field(item, inverted ? 'NotAction' : 'Action'), [...at, inverted ? 'NotAction' : 'Action']);
    const resources = placed(field(item, 'Resource') ?? '*', [...at, 'Resource']);
    const principals = principalsOf(field(item, 'Principal'), [...at, 'Principal']);
    return {
      effect,
      principals: principals?.map(({ text }) => text) ?? null,
      principalPaths: (principals ?? []).map((principal) => principal.path),
      actions: actions.map(({ text }) => text),
      actionPaths: actions.map((action) => action.path),
      inverted,
      resources: resources.map(({ text }) => text),
      resourcePaths: resources.map((resource) => resource.path),
      path: at,
      at: source.at(at),
      principalsAt: source.at([...at, 'Principal', 'AWS']),
    };
  });
}

function principalsOf(value: unknown, path: Path): Placed[] | null {
  if (value === undefined) return null;
  return typeof value === 'object' ? placed(field(value, 'AWS'), [...path, 'AWS']) : placed(value, path);
}

interface Placed {
  text: string;
  path: Path;
}

/** The values of a list, however deep, or of what stands in its place. */
function placed(value: unknown, path: Path): Placed[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => placed(item, [...path, index]));
  return [{ text: symbolic(value), path }];
}

/** Each text that a value can be, by the conditions of the template; none for what is left out. */
export function possibleTexts(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(possibleTexts);
  const choice = field(value, 'Fn::If');
  if (Array.isArray(choice)) return choice.slice(1).flatMap(possibleTexts);
  return field(value, 'Ref') === 'AWS::NoValue'
    ? []
    : [typeof value === 'object' ? symbolic(value) : scalarText(value)];
}

/** An intrinsic function as the text that Fn::Sub would take, with `${?}` for what is not known before deploying. */
export function symbolic(value: unknown): string {
  if (typeof value === 'string') return value;
  const ref = field(value, 'Ref');
  if (typeof ref === 'string') return `\${${ref}}`;
  const attribute = field(value, 'Fn::GetAtt');
  if (typeof attribute === 'string') return `\${${attribute}}`;
  if (Array.isArray(attribute)) return `\${${attribute.map(scalarText).join('.')}}`;
  const sub = field(value, 'Fn::Sub');
  if (typeof sub === 'string') return sub;
  if (Array.isArray(sub)) return substituted(sub);
  const join = field(value, 'Fn::Join');
  if (Array.isArray(join) && Array.isArray(join[1])) return join[1].map(symbolic).join(scalarText(join[0]));
  return '${?}';
}

function substituted([text, names]: unknown[]): string {
  return scalarText(text).replace(/\$\{(\w+)\}/g, (token, name) => {
    const value = field(names, name);
    return value === undefined ? token : symbolic(value);
  });
}

/** `value[name]` when that is an object with such a field. */
export function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}
