import { isNothing } from '../../access/stated/statements.ts';
import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { grants } from './facts/granting.ts';
import { isGranting } from './facts/kinds.ts';

export const allowWithNotAction: Rule = {
  id: 'allow-with-not-action',
  code: null,
  severity: 'warning',
  summary: 'NotAction in an Allow',
  why: 'Everything but the named is allowed, whatever AWS adds as well (IAM User Guide, "IAM JSON policy elements: NotAction").',
  check: eachAllow((statement, document, all) =>
    'NotAction' in statement.fields &&
    !('Action' in statement.fields) &&
    isGranting(document) &&
    grants(statement, document, all)
      ? [
          {
            path: [...statement.path, 'NotAction'],
            message: isNothing(statement.notActions)
              ? 'every action is excepted: the statement allows nothing'
              : 'every action but the named is allowed',
            fix: 'list the allowed actions in Action',
          },
        ]
      : [],
  ),
};
