import type { Rule } from '../model.ts';
import { passRole } from './facts/broad.ts';
import { eachAllow } from './facts/checks.ts';

export const passRoleWithStarInResourceAndNotAction: Rule = {
  id: 'pass-role-with-star-in-resource-and-not-action',
  code: 'PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION',
  severity: 'warning',
  summary: 'iam:PassRole by NotAction and a wildcard in Resource',
  why: 'Who can pass any role to a service gets what the most powerful of them may do (IAM User Guide, "Granting a user permissions to pass a role to an AWS service").',
  check: eachAllow(passRole('star in resource and not action')),
};
