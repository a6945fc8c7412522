import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const invalidUserReference: Rule = {
  id: 'invalid-user-reference',
  code: 'INVALID_USER_REFERENCE',
  severity: 'warning',
  summary: 'The id of a deleted user as a principal',
  why: 'AWS puts it there when the user is deleted (IAM policy validation check reference, "Invalid user reference").',
  check: eachStatement(({ principals }) =>
    principals
      .filter(({ kind, text }) => kind === 'AWS' && /^AIDA[A-Z0-9]{12,}$/.test(text))
      .map(({ text, path }) => ({
        path,
        message: `${text} is the id of a user that was deleted`,
        fix: 'name the ARN of the user',
      })),
  ),
};
