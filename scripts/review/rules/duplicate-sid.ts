import type { ReviewedDocument } from '../../access/model.ts';
import { statementsIn, textsAt } from '../../access/stated/statements.ts';
import type { Rule } from '../model.ts';
import { eachDocument, type Told } from './facts/checks.ts';
import { isIdentity, kindOf } from './facts/kinds.ts';

export const duplicateSid: Rule = {
  id: 'duplicate-sid',
  code: 'UNIQUE_SIDS_REQUIRED',
  severity: 'error',
  summary: 'Two statements with one Sid in an identity policy',
  why: 'IAM refuses the document (IAM User Guide, "IAM JSON policy elements: Sid").',
  check: eachDocument((document) => (isIdentity(document) || kindOf(document) === 'trust' ? repeated(document) : [])),
};

function repeated(document: ReviewedDocument): Told[] {
  const sids = statementsIn(document).flatMap(({ fields, path }) => textsAt(fields.Sid, [...path, 'Sid']));
  return sids
    .filter(({ text }, index) => text !== '' && sids.findIndex((other) => other.text === text) < index)
    .map(({ text, path }) => ({
      path,
      message: `the Sid '${text}' stands here for the second time`,
      fix: 'give each statement its own Sid',
    }));
}
