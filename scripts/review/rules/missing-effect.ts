import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const missingEffect: Rule = {
  id: 'missing-effect',
  code: 'MISSING_EFFECT',
  severity: 'error',
  summary: 'A statement without Effect',
  why: 'IAM refuses the document: there is no default (IAM User Guide, "IAM JSON policy elements: Effect").',
  check: eachStatement(({ fields, path }) =>
    'Effect' in fields ? [] : [{ path, message: 'the statement has no Effect', fix: '"Effect": "Allow"' }],
  ),
};
