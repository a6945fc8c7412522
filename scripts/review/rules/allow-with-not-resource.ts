import { isNothing } from '../../access/stated/statements.ts';
import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { grants } from './facts/granting.ts';
import { isGranting } from './facts/kinds.ts';

export const allowWithNotResource: Rule = {
  id: 'allow-with-not-resource',
  code: null,
  severity: 'warning',
  summary: 'NotResource in an Allow',
  why: 'Everything but the named is covered, whatever comes later as well (IAM User Guide, "IAM JSON policy elements: NotResource").',
  check: eachAllow((statement, document, all) =>
    'NotResource' in statement.fields &&
    !('Resource' in statement.fields) &&
    isGranting(document) &&
    grants(statement, document, all)
      ? [
          {
            path: [...statement.path, 'NotResource'],
            message: isNothing(statement.notResources)
              ? 'everything is excepted: the statement allows nothing'
              : 'every resource but the named is covered',
            fix: 'list the resources in Resource',
          },
        ]
      : [],
  ),
};
