import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { withoutTagKey } from './facts/tag-conditions.ts';

export const denyWithUnsupportedTagKey: Rule = {
  id: 'deny-with-unsupported-tag-key',
  code: 'DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE',
  severity: 'warning',
  summary: "A Deny by a resource's tag for services that do not tell it",
  why: 'Their actions are not denied (IAM policy validation check reference, "Deny with unsupported tag condition key for service").',
  check: eachStatement((statement, _, { catalog }) =>
    statement.effect === 'Deny'
      ? withoutTagKey(statement, catalog).map(({ condition, services }) => ({
          path: condition.path,
          message: `actions of ${services.join(', ')} are not denied: they do not tell ${condition.key}`,
          fix: 'deny them by the ARN of their resources in a statement of their own',
        }))
      : [],
  ),
};
