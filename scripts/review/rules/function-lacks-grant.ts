import { grantHome, type Need } from '../../iam/needs.ts';
import type { Target } from '../../iam/reaching.ts';
import { resourcePattern } from '../../iam/resource-pattern.ts';
import { type SdkCall, serviceOf } from '../../iam/sdk-call.ts';
import type { Rule, RuleFinding, Surroundings } from '../model.ts';
import { lackedBy } from './facts/function-access.ts';
import { type ReviewedStack, stackFor } from './facts/function-stack.ts';

export const functionLacksGrant: Rule = {
  id: 'function-lacks-grant',
  code: null,
  severity: 'error',
  summary: 'A function that calls what its role is not allowed',
  why: 'The call is denied when it is made, long after the deploy (AWS Lambda Developer Guide, "Defining Lambda function permissions with an execution role").',
  check: {
    of: 'template',
    look: (template, all) => {
      const needs = lackedBy(template, all);
      return needs.map((need) => lacking(need, need.targets[0] ?? null, stackFor(template, all), all));
    },
  },
};

/** Lines stand in the fix: a finding stays the same when its call moves. */
function lacking(need: Need, target: Target | null, stack: ReviewedStack, all: Surroundings): RuleFinding {
  const { role, action, functionId, by } = need;
  const pattern = (target === null && neighbour(need, stack)) || resourcePattern(action, target, stack, all.catalog);
  const { at, fix } = grantHome({ role, action, resource: target?.id ?? null, pattern }, stack);
  const [why, where] =
    'call' in by
      ? [whyOf(by.call), `the call is in ${by.call.file}:${by.call.line}`]
      : [`which ${functionId} needs: ${by.grant.use}`, by.grant.page];
  const message = `role ${role} is not granted ${action} on ${pattern}, ${why}`;
  return { message, fix: `${fix}; ${where}`, at, logicalId: role, statement: null };
}

function whyOf({ file, because }: SdkCall): string {
  return because ? `which ${file} needs ${because}` : `which ${file} calls`;
}

/** What the role's own policy names for other actions of the service, where the environment names nothing. */
function neighbour({ role, action }: Need, { policies, written, said }: ReviewedStack): string | undefined {
  const service = serviceOf(action);
  return policies
    .filter((policy) => written.has(policy) && policy.kind === 'identity' && policy.owner === role)
    .flatMap(({ statements }) => statements)
    .filter(({ effect, actions }) => effect === 'Allow' && actions.some((one) => serviceOf(one) === service))
    .flatMap(({ resources }) => resources.map(said))
    .find((resource) => resource.includes('*') && resource !== '*');
}
