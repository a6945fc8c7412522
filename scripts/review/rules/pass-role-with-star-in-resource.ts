import type { Rule } from '../model.ts';
import { passRole } from './facts/broad.ts';
import { eachAllow } from './facts/checks.ts';

export const passRoleWithStarInResource: Rule = {
  id: 'pass-role-with-star-in-resource',
  code: 'PASS_ROLE_WITH_STAR_IN_RESOURCE',
  severity: 'warning',
  summary: 'iam:PassRole by a wildcard in Resource',
  why: 'Who can pass any role to a service gets what the most powerful of them may do (IAM User Guide, "Granting a user permissions to pass a role to an AWS service").',
  check: eachAllow(passRole('star in resource')),
};
