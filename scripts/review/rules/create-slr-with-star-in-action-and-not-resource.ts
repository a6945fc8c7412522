import type { Rule } from '../model.ts';
import { createServiceLinkedRole } from './facts/broad.ts';
import { eachAllow } from './facts/checks.ts';

export const createSlrWithStarInActionAndNotResource: Rule = {
  id: 'create-slr-with-star-in-action-and-not-resource',
  code: 'CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE',
  severity: 'suggestion',
  summary: 'iam:CreateServiceLinkedRole by a wildcard in Action and NotResource',
  why: 'Service-linked roles of services that nobody meant can be made (IAM User Guide, "Create a service-linked role").',
  check: eachAllow(createServiceLinkedRole('star in action and not resource')),
};
