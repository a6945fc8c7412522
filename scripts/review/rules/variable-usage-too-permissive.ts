import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { conditionsOn } from './facts/conditions.ts';

export const variableUsageTooPermissive: Rule = {
  id: 'variable-usage-too-permissive',
  code: 'VARIABLE_USAGE_TOO_PERMISSIVE',
  severity: 'error',
  summary: 'A variable that a user chooses, in an account, an organisation or a VPC',
  why: 'A user with a star in its name or tag matches everything (IAM policy validation check reference, "Variable usage too permissive").',
  check: eachAllow(({ conditions }) =>
    conditionsOn({ conditions }, /^aws:((principal|source)(account|orgid)|sourcevpce?)$/)
      .filter(
        ({ means, values }) =>
          means?.negated === false &&
          values.some(({ text }) => /\$\{(aws:(username|userid|RequestTag)|saml:|[\w.-]+\.com:)/i.test(text)),
      )
      .map(({ key, path }) => ({
        path,
        message: `a value that the caller chooses decides ${key}`,
        fix: 'write fixed values',
      })),
  ),
};
