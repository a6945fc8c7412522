import type { Rule } from '../model.ts';
import { createServiceLinkedRole } from './facts/broad.ts';
import { eachAllow } from './facts/checks.ts';

export const createSlrWithNotResource: Rule = {
  id: 'create-slr-with-not-resource',
  code: 'CREATE_SLR_WITH_NOT_RESOURCE',
  severity: 'warning',
  summary: 'iam:CreateServiceLinkedRole by NotResource',
  why: 'Service-linked roles of services that nobody meant can be made (IAM User Guide, "Create a service-linked role").',
  check: eachAllow(createServiceLinkedRole('not resource')),
};
