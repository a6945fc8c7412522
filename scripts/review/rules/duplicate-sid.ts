import type { Rule } from '../model.ts';
import { eachDocument } from './facts/checks.ts';
import { isIdentity, kindOf } from './facts/kinds.ts';
import { repeatedSids } from './facts/sids.ts';

export const duplicateSid: Rule = {
  id: 'duplicate-sid',
  code: 'UNIQUE_SIDS_REQUIRED',
  severity: 'error',
  summary: 'Two statements with one Sid in an identity policy',
  why: 'IAM refuses the document (IAM User Guide, "IAM JSON policy elements: Sid").',
  check: eachDocument((document) =>
    isIdentity(document) || kindOf(document) === 'trust' ? repeatedSids(document) : [],
  ),
};
