import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { typeOf } from './facts/conditions.ts';

export const invalidServiceConditionKey: Rule = {
  id: 'invalid-service-condition-key',
  code: 'INVALID_SERVICE_CONDITION_KEY',
  severity: 'error',
  summary: 'A condition key that the service does not have',
  why: 'No request has it, so the statement never does what it says (Service Authorization Reference).',
  check: eachStatement(({ conditions }, _, all) =>
    conditions
      .filter((condition) => {
        const [prefix = ''] = condition.lower.split(':');
        if (prefix === 'aws' || prefix.includes('.') || condition.key.includes('${') || !condition.key.includes(':'))
          return false;
        return all.catalog.service(prefix) !== null && typeOf(condition, all) === null;
      })
      .map(({ key, path }) => ({
        path,
        message: `there is no condition key '${key}'`,
        fix: 'write a key of the Service Authorization Reference, or remove it',
      })),
  ),
};
