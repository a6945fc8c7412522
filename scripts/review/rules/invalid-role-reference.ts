import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const invalidRoleReference: Rule = {
  id: 'invalid-role-reference',
  code: 'INVALID_ROLE_REFERENCE',
  severity: 'warning',
  summary: 'The id of a deleted role as a principal',
  why: 'AWS puts it there when the role is deleted; a new role of its name does not get the access (IAM policy validation check reference, "Invalid role reference").',
  check: eachStatement(({ principals }) =>
    principals
      .filter(({ kind, text }) => kind === 'AWS' && /^AROA[A-Z0-9]{12,}$/.test(text))
      .map(({ text, path }) => ({
        path,
        message: `${text} is the id of a role that was deleted`,
        fix: 'name the ARN of the role',
      })),
  ),
};
