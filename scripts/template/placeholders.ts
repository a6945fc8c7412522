import { didYouMean } from './near-names.ts';

/** What `${…}` in a policy document may name. Null values are filled in by CloudFormation. */
export interface Scope {
  pseudo: Record<'AWS::AccountId' | 'AWS::Region' | 'AWS::Partition', string | null>;
  resources: readonly string[];
  parameters: readonly string[];
}

/** A piece of a string. `name` is what stands in the braces; for `template` and `pseudo` it may also stand in Fn::Sub. */
type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'iam' | 'pseudo' | 'template'; name: string }
  | { kind: 'wrong'; offset: number; reason: string };

export interface Mistake {
  /** Where in the string. */
  offset: number;
  reason: string;
}

export type Filled = { value: string | { 'Fn::Sub': string } } | { mistake: Mistake };

/**
 * IAM's variables: a condition key (always with a colon) with an optional default in single quotes, and the escapes of
 * `*`, `?` and `$`. See "IAM policy elements: Variables and tags" in the IAM user guide.
 */
const IAM = /^(?:[*?$]|[A-Za-z0-9][\w.-]*:(?!:)[^,{}$'"]+(?:,\s*'[^'{}]*')?)$/;

const TEMPLATE_NAME = /^([A-Za-z0-9]+)(\.[A-Za-z0-9.:_-]+)?$/;

/** Puts values in place of placeholders, or hands the string to `Fn::Sub` when only CloudFormation knows them. */
export function fillPlaceholders(text: string, scope: Scope): Filled {
  const pieces = piecesOf(text, scope);
  const wrong = pieces.find((piece) => piece.kind === 'wrong');
  if (wrong) return { mistake: { offset: wrong.offset, reason: wrong.reason } };
  const known = pieces.map((piece) => filledIn(piece, scope));
  const open = known.some((piece) => piece.kind === 'template' || piece.kind === 'pseudo');
  const value = known.map((piece) => written(piece, open)).join('');
  return { value: open ? { 'Fn::Sub': value } : value };
}

/** Only IAM's own variables may stand in a key: a key cannot be a function. */
export function mistakeInKey(key: string, scope: Scope): Mistake | undefined {
  let offset = 0;
  for (const piece of piecesOf(key, scope)) {
    if (piece.kind === 'wrong') return { offset: piece.offset, reason: piece.reason };
    if (piece.kind === 'pseudo' || piece.kind === 'template') {
      return { offset, reason: `\${${piece.name}} cannot stand in a key: only values are filled in` };
    }
    offset += written(piece, false).length;
  }
  return undefined;
}

function filledIn(piece: Piece, { pseudo }: Scope): Piece {
  if (piece.kind !== 'pseudo') return piece;
  const value = pseudo[piece.name as keyof Scope['pseudo']];
  return value === null ? piece : { kind: 'text', text: value };
}

function written(piece: Piece, insideSub: boolean): string {
  if (piece.kind === 'text') return piece.text;
  if (piece.kind === 'wrong') return '';
  return piece.kind === 'iam' && insideSub ? `\${!${piece.name}}` : `\${${piece.name}}`;
}

function piecesOf(text: string, scope: Scope): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (let start = text.indexOf('${'); start >= 0; start = text.indexOf('${', from)) {
    pieces.push({ kind: 'text', text: text.slice(from, start) });
    const end = text.indexOf('}', start);
    if (end < 0) return [{ kind: 'wrong', offset: start, reason: 'a placeholder is never closed: add }' }];
    pieces.push(pieceOf(text.slice(start + 2, end), start, scope));
    from = end + 1;
  }
  pieces.push({ kind: 'text', text: text.slice(from) });
  return pieces;
}

function pieceOf(name: string, offset: number, scope: Scope): Piece {
  if (Object.hasOwn(scope.pseudo, name)) return { kind: 'pseudo', name };
  if (IAM.test(name)) return { kind: 'iam', name };
  const [, id, attribute] = TEMPLATE_NAME.exec(name) ?? [];
  if (id === undefined) return { kind: 'wrong', offset, reason: malformed(name, scope) };
  if (scope.resources.includes(id) || (scope.parameters.includes(id) && !attribute)) return { kind: 'template', name };
  const reason = scope.parameters.includes(id)
    ? `\${${name}}: ${id} is a parameter, which has no attributes; write \${${id}}`
    : `\${${name}}: the template has no resource or parameter '${id}'${didYouMean(id, [...scope.resources, ...scope.parameters])}`;
  return { kind: 'wrong', offset, reason };
}

function malformed(name: string, scope: Scope): string {
  if (name.startsWith('AWS::')) {
    return `\${${name}} cannot stand in a policy${didYouMean(name, Object.keys(scope.pseudo))}`;
  }
  if (name.startsWith('!')) return `\${${name}}: write \${${name.slice(1)}}; packaging adds the ! where it is needed`;
  return `\${${name}} is neither a name of the template nor a policy variable such as \${aws:username}`;
}
