import { textsAt } from '../../access/stated/statements.ts';
import type { Rule } from '../model.ts';
import { eachResource } from './facts/checks.ts';

export const administratorAccess: Rule = {
  id: 'administrator-access',
  code: null,
  severity: 'error',
  summary: 'AdministratorAccess or IAMFullAccess on a role, user or group',
  why: 'It allows everything in the account, or to attach what does (IAM User Guide, "Security best practices in IAM: Apply least-privilege permissions").',
  check: eachResource(
    ['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group', 'AWS::SSO::PermissionSet', 'AWS::Serverless::Function'],
    ({ properties }) =>
      ['ManagedPolicyArns', 'ManagedPolicies', 'Policies'].flatMap((name) =>
        textsAt(properties[name], [name])
          .filter(({ text }) => /(^|\/)(AdministratorAccess|IAMFullAccess)$/.test(text))
          .map(({ text, path }) => ({
            path,
            message: text.endsWith('IAMFullAccess')
              ? 'IAMFullAccess lets its owner give itself everything in the account'
              : 'AdministratorAccess allows everything in the account',
            fix: 'attach a policy with the actions that are called',
          })),
      ),
  ),
};
