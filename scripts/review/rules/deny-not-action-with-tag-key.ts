import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { conditionsOn } from './facts/conditions.ts';

export const denyNotActionWithTagKey: Rule = {
  id: 'deny-not-action-with-tag-key',
  code: 'DENY_NOT_ACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE',
  severity: 'warning',
  summary: "A Deny with NotAction by a resource's tag",
  why: 'Actions of services that do not tell the tag are not denied (IAM policy validation check reference, "Deny NotAction with unsupported tag condition key for service").',
  check: eachStatement(({ effect, fields, conditions }) =>
    effect === 'Deny' && 'NotAction' in fields
      ? conditionsOn({ conditions }, /^aws:resourcetag\//).map(({ key, path }) => ({
          path,
          message: `actions that do not tell ${key} are not denied`,
          fix: 'list the actions in Action',
        }))
      : [],
  ),
};
