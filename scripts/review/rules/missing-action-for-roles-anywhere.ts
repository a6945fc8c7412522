import { covers } from '../../access/stated/actions.ts';
import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { kindOf } from './facts/kinds.ts';

export const missingActionForRolesAnywhere: Rule = {
  id: 'missing-action-for-roles-anywhere',
  code: 'MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY',
  severity: 'error',
  summary: 'A role for IAM Roles Anywhere that it cannot assume',
  why: 'It needs AssumeRole, SetSourceIdentity and TagSession (IAM Roles Anywhere User Guide, "Trust model").',
  check: eachAllow((statement, document) => {
    const { principals, actions, path } = statement;
    if (kindOf(document) !== 'trust' || !principals.some(({ text }) => text === 'rolesanywhere.amazonaws.com'))
      return [];
    const missing = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'].filter(
      (name) => !actions.some(({ text }) => covers(text, name)),
    );
    return missing.length === 0
      ? []
      : [
          {
            path: [...path, 'Action'],
            message: `IAM Roles Anywhere needs ${missing.join(' and ')} as well`,
            fix: '"Action": ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"]',
          },
        ];
  }),
};
