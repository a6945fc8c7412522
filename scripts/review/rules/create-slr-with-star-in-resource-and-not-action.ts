import type { Rule } from '../model.ts';
import { createServiceLinkedRole } from './facts/broad.ts';
import { eachAllow } from './facts/checks.ts';

export const createSlrWithStarInResourceAndNotAction: Rule = {
  id: 'create-slr-with-star-in-resource-and-not-action',
  code: 'CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION',
  severity: 'suggestion',
  summary: 'iam:CreateServiceLinkedRole by NotAction and a wildcard in Resource',
  why: 'Service-linked roles of services that nobody meant can be made (IAM User Guide, "Create a service-linked role").',
  check: eachAllow(createServiceLinkedRole('star in resource and not action')),
};
