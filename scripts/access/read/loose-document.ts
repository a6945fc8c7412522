import { isMap } from '../../template/walk.ts';
import type { DocumentKind } from '../model.ts';

/** What a policy document is for that no template includes, by its own words and its file's name. */
export function looseKind(file: string, value: unknown): DocumentKind {
  const named = /(?:^|[/._-])(scp|rcp)s?(?=[/._-])/i.exec(file)?.[1]?.toLowerCase();
  if (named === 'scp' || named === 'rcp') return named;
  const statements = isMap(value) ? [value.Statement].flat().filter(isMap) : [];
  const withPrincipal = statements.filter((one) => 'Principal' in one || 'NotPrincipal' in one);
  if (withPrincipal.length === 0) return /boundary/i.test(file) ? 'boundary' : 'identity';
  return withPrincipal.every(isTrust) ? 'trust' : 'resource';
}

function isTrust(statement: Record<string, unknown>): boolean {
  const actions = [statement.Action].flat();
  const assumes = actions.every((action) => typeof action === 'string' && /^sts:/i.test(action));
  return assumes && !('Resource' in statement) && !('NotResource' in statement);
}
