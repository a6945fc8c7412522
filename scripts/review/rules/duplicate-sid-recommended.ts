import { statementsIn, textsAt } from '../../access/stated/statements.ts';
import type { Rule } from '../model.ts';
import { eachDocument } from './facts/checks.ts';
import { kindOf } from './facts/kinds.ts';

export const duplicateSidRecommended: Rule = {
  id: 'duplicate-sid-recommended',
  code: 'UNIQUE_SIDS_RECOMMENDED',
  severity: 'warning',
  summary: 'Two statements with one Sid in a resource policy',
  why: 'Some services refuse it, and a finding or a log that names the Sid names two statements (IAM User Guide, "IAM JSON policy elements: Sid").',
  check: eachDocument((document) => {
    if (!['resource', 'scp', 'rcp'].includes(kindOf(document))) return [];
    const sids = statementsIn(document).flatMap(({ fields, path }) => textsAt(fields.Sid, [...path, 'Sid']));
    return sids
      .filter(({ text }, index) => text !== '' && sids.findIndex((other) => other.text === text) < index)
      .map(({ text, path }) => ({
        path,
        message: `the Sid '${text}' stands here for the second time`,
        fix: 'give each statement its own Sid',
      }));
  }),
};
