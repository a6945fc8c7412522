import type { ReviewedDocument } from '../../access/model.ts';
import { globOf } from '../../iam/compare/glob.ts';
import type { Position } from '../../template/source.ts';
import { isMap } from '../../template/walk.ts';

/** A statement of the repository. */
export interface StatementPlace {
  at: Position;
  index: number;
  value: unknown;
}

/** The first statement that allows an action for which `isMeant` holds, of a pattern or a whole name. */
export function grantingStatement(
  documents: readonly ReviewedDocument[],
  isMeant: (pattern: string) => boolean,
): StatementPlace | null {
  for (const document of documents) {
    for (const [index, value] of statementsOf(document.value).entries()) {
      if (!isMap(value) || value.Effect !== 'Allow') continue;
      const actions = [value.Action].flat().filter((action) => typeof action === 'string');
      const isGranting = value.NotAction !== undefined || actions.some(isMeant);
      if (isGranting) return { at: document.at(['Statement', index]), index, value };
    }
  }
  return null;
}

/** A pattern of actions that covers the action. */
export function covers(action: string): (pattern: string) => boolean {
  return (pattern) => globOf(pattern, { ignoreCase: true }).matches(action);
}

/** A pattern with actions of the service: `s3:*`, `S3:Get*`, `*`. */
export function isOfService(namespace: string): (pattern: string) => boolean {
  return (pattern) => pattern === '*' || globOf(pattern.split(':')[0] ?? '', { ignoreCase: true }).matches(namespace);
}

export function statementsOf(document: unknown): unknown[] {
  if (!isMap(document) || document.Statement === undefined) return [];
  return [document.Statement].flat();
}
