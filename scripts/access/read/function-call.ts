import { createHash } from 'node:crypto';
import type { Placed } from './placed.ts';

/** A value that is a function's: a map with one key. */
export function functionOf(node: Placed): { name: string; argument: Placed } | undefined {
  if (node.parts.size !== 1 || Array.isArray(node.value)) return undefined;
  const [[name, part] = []] = node.parts;
  if (typeof name !== 'string' || part === undefined) return undefined;
  const isCall = name === 'Ref' || (name.startsWith('Fn::') && !name.startsWith('Fn::ForEach::'));
  return isCall ? { name, argument: part.node } : undefined;
}

/** As people write it, for one line. */
export function expressionOf(name: string, argument: unknown): string {
  const short = name.replace('Fn::', '!');
  const call = name === 'Ref' ? '!Ref' : short;
  if (name === 'Fn::GetAtt' && Array.isArray(argument)) return `${call} ${argument.map(textOf).join('.')}`;
  const text = textOf(argument);
  return `${call} ${text.length > 120 ? `${text.slice(0, 120)}…` : text}`;
}

/** Text that stands for what a function gives: the same for the same call, and without wildcards of IAM. */
export function symbol(name: string, argument: unknown): string {
  const written = textOf(argument);
  const text = written
    .replaceAll(/[*?]/g, '%')
    .replaceAll(/[${}"\s]+/g, ' ')
    .trim();
  const isCut = text.length > 100 || text.includes('%');
  const short = isCut ? `${text.slice(0, 60)}#${digest(written)}` : text;
  return `\${${name} ${short}}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
