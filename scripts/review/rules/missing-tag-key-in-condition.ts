import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const missingTagKeyInCondition: Rule = {
  id: 'missing-tag-key-in-condition',
  code: 'MISSING_TAG_KEY_IN_CONDITION',
  severity: 'error',
  summary: "A condition on a tag without the tag's key",
  why: 'No request has it (IAM policy validation check reference, "Missing tag key in condition").',
  check: eachStatement(({ conditions }) =>
    conditions
      .filter(({ lower }) => /^aws:(request|resource|principal)tag\/?$/.test(lower))
      .map(({ key, path }) => ({ path, message: `${key} names no tag`, fix: `"${key.replace(/\/$/, '')}/tag-key"` })),
  ),
};
