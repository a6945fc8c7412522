import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { grants } from './facts/granting.ts';

export const allowWithNotPrincipal: Rule = {
  id: 'allow-with-not-principal',
  code: 'ALLOW_WITH_NOT_PRINCIPAL',
  severity: 'error',
  summary: 'NotPrincipal in an Allow',
  why: 'Everyone but those named is allowed, anonymous callers included (IAM User Guide, "AWS JSON policy elements: NotPrincipal").',
  check: eachAllow((statement, document, all) =>
    'NotPrincipal' in statement.fields && grants(statement, document, all)
      ? [
          {
            path: [...statement.path, 'NotPrincipal'],
            message: 'the Allow is for everyone but those named, anonymous callers included',
            fix: 'name the principals in Principal',
          },
        ]
      : [],
  ),
};
