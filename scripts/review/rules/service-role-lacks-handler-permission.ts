import type { Rule } from '../model.ts';
import { lackingActions } from './facts/handler-findings.ts';

export const serviceRoleLacksHandlerPermission: Rule = {
  id: 'service-role-lacks-handler-permission',
  code: null,
  severity: 'error',
  summary: 'A service role that may not do what deploying the templates takes',
  why: 'CloudFormation calls the handlers of a resource type with the permissions of the service role; without one of them the deploy stops in the middle and rolls back (CloudFormation CLI User Guide, "Resource type schema: handlers"; CloudFormation User Guide, "CloudFormation service role").',
  check: { of: 'resource', look: (resource, all) => lackingActions(resource, 'needed', all) },
};
