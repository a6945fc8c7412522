import type { Rule } from '../model.ts';
import { eachDocument } from './facts/checks.ts';
import { kindOf } from './facts/kinds.ts';
import { repeatedSids } from './facts/sids.ts';

export const duplicateSidRecommended: Rule = {
  id: 'duplicate-sid-recommended',
  code: 'UNIQUE_SIDS_RECOMMENDED',
  severity: 'warning',
  summary: 'Two statements with one Sid in a resource policy',
  why: 'Some services refuse it, and a finding or a log that names the Sid names two statements (IAM User Guide, "IAM JSON policy elements: Sid").',
  check: eachDocument((document) =>
    ['resource', 'scp', 'rcp'].includes(kindOf(document)) ? repeatedSids(document) : [],
  ),
};
