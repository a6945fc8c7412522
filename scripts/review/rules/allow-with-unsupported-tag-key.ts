import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { withoutTagKey } from './facts/tag-conditions.ts';

export const allowWithUnsupportedTagKey: Rule = {
  id: 'allow-with-unsupported-tag-key',
  code: 'ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE',
  severity: 'suggestion',
  summary: "An Allow by a resource's tag for services that do not tell it",
  why: 'Their actions are not allowed (IAM policy validation check reference, "Allow with unsupported tag condition key for service").',
  check: eachAllow((statement, _, { catalog }) =>
    withoutTagKey(statement, catalog).map(({ condition, services }) => ({
      path: condition.path,
      message: `actions of ${services.join(', ')} are not allowed: they do not tell ${condition.key}`,
      fix: 'allow them by the ARN of their resources in a statement of their own',
    })),
  ),
};
