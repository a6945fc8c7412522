import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';

export const foranyvalueWithAudienceClaim: Rule = {
  id: 'foranyvalue-with-audience-claim',
  code: 'FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE',
  severity: 'warning',
  summary: 'ForAnyValue on the audience of a token',
  why: 'The claim has one value (IAM policy validation check reference, "ForAnyValue with audience claim type").',
  check: eachAllow(({ conditions }) =>
    conditions
      .filter(({ lower, means }) => lower.endsWith(':aud') && means?.quantifier === 'ForAnyValue')
      .map(({ operator, path }) => ({
        path,
        message: 'the audience of a token is one value',
        fix: `write ${operator.replace(/^ForAnyValue:/i, '')}`,
      })),
  ),
};
