import { isMap } from '../../template/walk.ts';
import type { Rule } from '../model.ts';
import { eachDocument } from './facts/checks.ts';

export const emptyStatement: Rule = {
  id: 'empty-statement',
  code: null,
  severity: 'error',
  summary: 'A document whose list of statements is empty',
  why: 'IAM refuses it as it refuses one without Statement (IAM User Guide, "IAM JSON policy elements: Statement").',
  check: eachDocument(({ value }) =>
    isMap(value) && Array.isArray(value.Statement) && value.Statement.length === 0
      ? [
          {
            path: ['Statement'],
            message: 'the document has no statement',
            fix: '"Statement": [{"Effect": "Allow", "Action": "…", "Resource": "…"}]',
          },
        ]
      : [],
  ),
};
