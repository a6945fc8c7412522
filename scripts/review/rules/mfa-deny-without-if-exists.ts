import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const mfaDenyWithoutIfExists: Rule = {
  id: 'mfa-deny-without-if-exists',
  code: null,
  severity: 'warning',
  summary: 'A Deny without a second factor that access keys get round',
  why: 'Requests with long-term keys do not have aws:MultiFactorAuthPresent, so Bool does not match them (IAM User Guide, "AWS global condition context keys": aws:MultiFactorAuthPresent with BoolIfExists).',
  check: eachStatement(({ effect, conditions }) =>
    effect === 'Deny'
      ? conditions
          .filter(
            ({ lower, means, values }) =>
              lower === 'aws:multifactorauthpresent' &&
              means?.operator === 'Bool' &&
              !means.ifExists &&
              values.some(({ text }) => text.toLowerCase() === 'false'),
          )
          .map(({ path }) => ({
            path,
            message: 'requests with access keys are not denied: they do not have the key',
            fix: '"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}',
          }))
      : [],
  ),
};
