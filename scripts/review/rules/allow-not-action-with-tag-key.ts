import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { conditionsOn } from './facts/conditions.ts';

export const allowNotActionWithTagKey: Rule = {
  id: 'allow-not-action-with-tag-key',
  code: 'ALLOW_NOT_ACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE',
  severity: 'suggestion',
  summary: "An Allow with NotAction by a resource's tag",
  why: 'Actions of services that do not tell the tag are not allowed (IAM policy validation check reference, "Allow NotAction with unsupported tag condition key for service").',
  check: eachAllow(({ fields, conditions }) =>
    'NotAction' in fields
      ? conditionsOn({ conditions }, /^aws:resourcetag\//).map(({ key, path }) => ({
          path,
          message: `actions that do not tell ${key} are not allowed`,
          fix: 'list the actions in Action',
        }))
      : [],
  ),
};
