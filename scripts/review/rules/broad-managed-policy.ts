import { textsAt } from '../../access/stated/statements.ts';
import type { Rule } from '../model.ts';
import { eachResource } from './facts/checks.ts';
import { narrowedStatement } from './facts/narrowed.ts';

export const broadManagedPolicy: Rule = {
  id: 'broad-managed-policy',
  code: null,
  severity: 'warning',
  summary: 'A managed policy of AWS for all of a service',
  why: 'It covers every resource of the account, and administration (IAM User Guide, "Security best practices in IAM: Get started with AWS managed policies and move toward least-privilege permissions").',
  check: eachResource(
    ['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group', 'AWS::SSO::PermissionSet', 'AWS::Serverless::Function'],
    ({ properties }, all) =>
      ['ManagedPolicyArns', 'ManagedPolicies', 'Policies'].flatMap((name) =>
        textsAt(properties[name], [name])
          .filter(
            ({ text }) =>
              /:iam::aws:policy\/|^Amazon|^AWS/.test(text) &&
              !/(^|\/)IAMFullAccess$/.test(text) &&
              /FullAccess$|PowerUser|\/(SystemAdministrator|DatabaseAdministrator|NetworkAdministrator|DataScientist)$/.test(
                text,
              ),
          )
          .map(({ text, path }) => ({
            path,
            message: `${text.split('/').at(-1)} ${breadthOf(text)}`,
            fix:
              narrowedStatement(text, all) ??
              'attach a policy with the actions that are called, on the resources that they are called on',
          })),
      ),
  ),
};

/** What the policies allow that are not of one service (AWS Managed Policy Reference). */
function breadthOf(policy: string): string {
  if (/\/PowerUserAccess$/.test(policy)) return 'allows nearly every action of nearly every service';
  if (/PowerUser$/.test(policy)) return 'covers most of its service in the account';
  return /FullAccess$/.test(policy) ? 'covers all of its service in the account' : 'covers the many services of a job';
}
