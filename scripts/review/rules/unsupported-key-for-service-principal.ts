import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';

export const unsupportedKeyForServicePrincipal: Rule = {
  id: 'unsupported-key-for-service-principal',
  code: 'UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL',
  severity: 'error',
  summary: "A condition on the caller's organisation for an AWS service",
  why: 'A service is in no organisation and no account: the Allow never matches (IAM policy validation check reference, "Unsupported condition key for service principal").',
  check: eachAllow(({ principals, conditions }) =>
    principals.length > 0 && principals.every(({ kind }) => kind === 'Service')
      ? conditions
          .filter(
            ({ lower, means }) =>
              /^aws:principal(orgid|orgpaths|account|arn|tag\/.*)$/.test(lower) &&
              means?.operator !== 'Null' &&
              !means?.ifExists &&
              !means?.negated,
          )
          .map(({ key, path }) => ({
            path,
            message: `a service principal has no ${key}`,
            fix: 'compare aws:SourceOrgID or aws:SourceAccount',
          }))
      : [],
  ),
};
