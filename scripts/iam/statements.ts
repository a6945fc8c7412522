import type { Path, Position, Source } from '../template/source.ts';

/**
 * A policy statement as it stands in a file of the repository. Values are in the language of policy documents:
 * `${Bucket.Arn}/*` stands for whatever ARN the resource `Bucket` gets.
 */
export interface Statement {
  effect: 'Allow' | 'Deny';
  /** Null in an identity policy. */
  principals: string[] | null;
  actions: string[];
  /** `Action`, or `NotAction`: then `actions` are those it does not speak of. */
  inverted: boolean;
  resources: string[];
  at: Position;
  /** Where a principal is added: the list of AWS principals, or what stands in its place. */
  principalsAt: Position;
}

/** The statements of the document at `path` of a parsed file; what is not a statement is left out. */
export function statementsOf(source: Source, document: unknown, path: Path): Statement[] {
  const statement = field(document, 'Statement');
  const list = Array.isArray(statement) ? statement : [statement];
  return list.flatMap((item, index) => {
    const effect = field(item, 'Effect');
    if (effect !== 'Allow' && effect !== 'Deny') return [];
    const at = [...path, 'Statement', ...(Array.isArray(statement) ? [index] : [])];
    const inverted = field(item, 'NotAction') !== undefined;
    return {
      effect,
      principals: principals(field(item, 'Principal')),
      actions: symbols(field(item, inverted ? 'NotAction' : 'Action')),
      inverted,
      resources: symbols(field(item, 'Resource') ?? '*'),
      at: source.at(at),
      principalsAt: source.at([...at, 'Principal', 'AWS']),
    };
  });
}

function principals(value: unknown): string[] | null {
  if (value === undefined) return null;
  return typeof value === 'object' ? symbols(field(value, 'AWS')) : symbols(value);
}

function symbols(value: unknown): string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map(symbolic);
}

/** An intrinsic function as the text that Fn::Sub would take, with `${?}` for what is not known before deploying. */
export function symbolic(value: unknown): string {
  if (typeof value === 'string') return value;
  const ref = field(value, 'Ref');
  if (typeof ref === 'string') return `\${${ref}}`;
  const attribute = field(value, 'Fn::GetAtt');
  if (typeof attribute === 'string') return `\${${attribute}}`;
  if (Array.isArray(attribute)) return `\${${attribute.join('.')}}`;
  const sub = field(value, 'Fn::Sub');
  if (typeof sub === 'string') return sub;
  if (Array.isArray(sub)) return substituted(sub);
  const join = field(value, 'Fn::Join');
  if (Array.isArray(join) && Array.isArray(join[1])) return join[1].map(symbolic).join(String(join[0]));
  return '${?}';
}

function substituted([text, names]: unknown[]): string {
  return String(text).replace(/\$\{(\w+)\}/g, (token, name) => {
    const value = field(names, name);
    return value === undefined ? token : symbolic(value);
  });
}

/** `value[name]` when that is an object with such a field. */
export function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}
