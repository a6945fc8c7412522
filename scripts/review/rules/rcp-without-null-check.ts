import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { kindOf } from './facts/kinds.ts';

export const rcpWithoutNullCheck: Rule = {
  id: 'rcp-without-null-check',
  code: 'RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK',
  severity: 'warning',
  summary: 'A resource control policy on the source of calls, also where there is none',
  why: 'Not each call of a service has a source; without a Null check they are denied (AWS Organizations User Guide, "RCP examples").',
  check: eachStatement(({ conditions, effect }, document) => {
    if (kindOf(document) !== 'rcp' || effect !== 'Deny') return [];
    const bySource = conditions.find(
      ({ lower, means }) => /^aws:source(orgid|orgpaths|account)$/.test(lower) && means?.negated,
    );
    if (
      !bySource ||
      conditions.some(({ lower, means }) => means?.operator === 'Null' && /^aws:source(account|orgid|arn)$/.test(lower))
    )
      return [];
    return [
      {
        path: bySource.path,
        message: 'calls of services that tell no source are denied',
        fix: '"Null": {"aws:SourceAccount": "false"}',
      },
    ];
  }),
};
