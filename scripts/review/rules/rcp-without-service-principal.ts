import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { kindOf } from './facts/kinds.ts';

export const rcpWithoutServicePrincipal: Rule = {
  id: 'rcp-without-service-principal',
  code: 'RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY',
  severity: 'warning',
  summary: 'A resource control policy on the source of calls, for all callers',
  why: 'aws:Source… is there when a service calls; without aws:PrincipalIsAWSService the Deny hits others too (AWS Organizations User Guide, "RCP examples").',
  check: eachStatement(({ conditions, effect }, document) => {
    if (kindOf(document) !== 'rcp' || effect !== 'Deny') return [];
    const bySource = conditions.find(
      ({ lower, means }) => /^aws:source(orgid|orgpaths|account)$/.test(lower) && means?.negated,
    );
    if (!bySource || conditions.some(({ lower }) => lower === 'aws:principalisawsservice')) return [];
    return [
      {
        path: bySource.path,
        message: `${bySource.key} is missing unless an AWS service calls, so others are denied`,
        fix: '"Bool": {"aws:PrincipalIsAWSService": "true"}',
      },
    ];
  }),
};
