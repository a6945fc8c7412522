import type { Rule } from '../model.ts';
import { createServiceLinkedRole } from './facts/broad.ts';
import { eachAllow } from './facts/checks.ts';

export const createSlrWithNotActionAndNotResource: Rule = {
  id: 'create-slr-with-not-action-and-not-resource',
  code: 'CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE',
  severity: 'suggestion',
  summary: 'iam:CreateServiceLinkedRole by NotAction and NotResource',
  why: 'Service-linked roles of services that nobody meant can be made (IAM User Guide, "Create a service-linked role").',
  check: eachAllow(createServiceLinkedRole('not action and not resource')),
};
