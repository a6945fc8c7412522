import type { ReviewedDocument } from '../../../access/model.ts';
import type { Stated } from '../../../access/stated/statements.ts';
import type { Path } from '../../../template/source.ts';
import type { Surroundings } from '../../model.ts';
import { grants } from './granting.ts';
import { isEverything, scopable } from './scoping.ts';

interface ScopableOnStar {
  /** Of the resource that is everything. */
  path: Path;
  /** The actions that can be scoped, at least one. */
  scoped: string[];
  /** The first of them, for a message. */
  named: string;
  /** The statement has no other actions. */
  isWhole: boolean;
}

/** What a statement grants on every resource and could grant on fewer; null for nothing. */
export function scopableOnStar(
  statement: Stated,
  document: ReviewedDocument,
  all: Surroundings,
): ScopableOnStar | null {
  const scoped = scopable(statement, document, all);
  const star = statement.resources.find(({ text }) => isEverything(text));
  if (star === undefined || scoped.length === 0 || !grants(statement, document, all)) return null;
  const named = `${scoped.slice(0, 3).join(', ')}${scoped.length > 3 ? ', …' : ''}`;
  return { path: star.path, scoped, named, isWhole: scoped.length >= statement.actions.length };
}
