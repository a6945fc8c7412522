import type { Rule } from '../model.ts';
import { lackingActions } from './facts/handler-findings.ts';

export const serviceRoleMayLackHandlerPermission: Rule = {
  id: 'service-role-may-lack-handler-permission',
  code: null,
  severity: 'suggestion',
  summary: 'A service role without what a handler calls for properties that the templates do not use now',
  why: 'The schema of a resource type lists what its handlers call for any of its properties: who adds such a property needs it (CloudFormation CLI User Guide, "Resource type schema: handlers").',
  check: { of: 'resource', look: (resource, all) => lackingActions(resource, 'possible', all) },
};
