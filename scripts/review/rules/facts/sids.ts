import type { ReviewedDocument } from '../../../access/model.ts';
import { statementsIn, textsAt } from '../../../access/stated/statements.ts';
import type { Told } from './checks.ts';

/** Told of each Sid that an earlier statement of the document has. */
export function repeatedSids(document: ReviewedDocument): Told[] {
  const sids = statementsIn(document).flatMap(({ fields, path }) => textsAt(fields.Sid, [...path, 'Sid']));
  return sids
    .filter(({ text }, index) => text !== '' && sids.findIndex((other) => other.text === text) < index)
    .map(({ text, path }) => ({
      path,
      message: `the Sid '${text}' stands here for the second time`,
      fix: 'give each statement its own Sid',
    }));
}
