import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { kindOf } from './facts/kinds.ts';

export const rcpWithoutServiceException: Rule = {
  id: 'rcp-without-service-exception',
  code: 'RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY',
  severity: 'warning',
  summary: 'A resource control policy that shuts AWS services out',
  why: 'A service principal is in no organisation: the Deny hits AWS\'s own calls (AWS Organizations User Guide, "RCP examples").',
  check: eachStatement(({ conditions, effect }, document) => {
    if (kindOf(document) !== 'rcp' || effect !== 'Deny') return [];
    const byCaller = conditions.find(
      ({ lower, means }) => /^aws:principal(orgid|orgpaths|account)$/.test(lower) && means?.negated,
    );
    if (!byCaller || conditions.some(({ lower }) => lower === 'aws:principalisawsservice')) return [];
    return [
      {
        path: byCaller.path,
        message: `${byCaller.key} is missing when an AWS service calls, so it is denied`,
        fix: '"BoolIfExists": {"aws:PrincipalIsAWSService": "false"}',
      },
    ];
  }),
};
