import { deployedResources, serviceRolesOf } from '../../access/deploying/service-roles.ts';
import type { ReviewedResource } from '../../access/model.ts';
import type { Rule } from '../model.ts';
import { requiredBoundaries, unfulfilled } from './facts/required-boundary.ts';

export const roleWithoutBoundary: Rule = {
  id: 'role-without-boundary',
  code: null,
  severity: 'warning',
  summary: 'A role without the permissions boundary that the service role has to give it',
  why: 'The service role may make roles with that boundary alone: the deploy is denied (IAM User Guide, "Permissions boundaries for IAM entities: Delegating responsibility to others using permissions boundaries").',
  check: {
    of: 'resource',
    look(role, all) {
      if (role.type !== 'AWS::IAM::Role') return [];
      const [found] = serviceRolesOf(all).flatMap((serviceRole) => {
        const required = requiredBoundaries(serviceRole);
        const wrong = required === null ? null : unfulfilled(role, required, all.reviewed);
        return required === null || wrong === null ? [] : [{ serviceRole, required, wrong }];
      });
      if (found === undefined || !deployedResources(all).includes(role)) return [];
      const { serviceRole, required, wrong } = found;
      const { logicalId } = role;
      const message = `${logicalId} ${wrong}, and ${placeOf(serviceRole.resource)} makes no role without ${required.texts.join(' or ')}`;
      const at =
        'PermissionsBoundary' in role.properties ? role.at(['Properties', 'PermissionsBoundary']) : role.keyAt([]);
      return [{ message, fix: `PermissionsBoundary: !Sub ${required.texts[0]}`, at, logicalId, statement: null }];
    },
  },
};

function placeOf({ template, logicalId }: ReviewedResource): string {
  return `${template}#${logicalId}`;
}
