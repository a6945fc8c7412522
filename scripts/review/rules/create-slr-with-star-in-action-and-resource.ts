import type { Rule } from '../model.ts';
import { createServiceLinkedRole } from './facts/broad.ts';
import { eachAllow } from './facts/checks.ts';

export const createSlrWithStarInActionAndResource: Rule = {
  id: 'create-slr-with-star-in-action-and-resource',
  code: 'CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE',
  severity: 'suggestion',
  summary: 'iam:CreateServiceLinkedRole by wildcards in Action and Resource',
  why: 'Service-linked roles of services that nobody meant can be made (IAM User Guide, "Create a service-linked role").',
  check: eachAllow(createServiceLinkedRole('star in action and resource')),
};
