import type { Rule } from '../model.ts';
import { passRole } from './facts/broad.ts';
import { eachAllow } from './facts/checks.ts';

export const passRoleWithNotActionAndNotResource: Rule = {
  id: 'pass-role-with-not-action-and-not-resource',
  code: 'PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE',
  severity: 'warning',
  summary: 'iam:PassRole by NotAction and NotResource',
  why: 'Who can pass any role to a service gets what the most powerful of them may do (IAM User Guide, "Granting a user permissions to pass a role to an AWS service").',
  check: eachAllow(passRole('not action and not resource')),
};
