import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const missingAction: Rule = {
  id: 'missing-action',
  code: 'MISSING_ACTION',
  severity: 'error',
  summary: 'A statement without Action or NotAction',
  why: 'IAM refuses the document (IAM User Guide, "IAM JSON policy elements: Action").',
  check: eachStatement(({ fields, path }) =>
    'Action' in fields || 'NotAction' in fields
      ? []
      : [{ path, message: 'the statement has neither Action nor NotAction', fix: '"Action": ["service:Operation"]' }],
  ),
};
