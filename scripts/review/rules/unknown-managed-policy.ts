import { textsAt } from '../../access/stated/statements.ts';
import type { Rule } from '../model.ts';
import { eachResource } from './facts/checks.ts';
import { hasSymbol, withPartition } from './facts/symbols.ts';

export const unknownManagedPolicy: Rule = {
  id: 'unknown-managed-policy',
  code: null,
  severity: 'warning',
  summary: 'A managed policy that AWS does not have',
  why: 'The deployment fails where there is none of that name; AWS adds policies, and removes them (AWS Managed Policy Reference Guide, "AWS managed policies").',
  check: eachResource(['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'], ({ properties }, { managedPolicies }) =>
    textsAt(properties.ManagedPolicyArns, ['ManagedPolicyArns'])
      .filter(({ text }) => {
        const arn = withPartition(text);
        const isOfAws = arn.startsWith('arn:aws:iam::aws:policy/') && !hasSymbol(arn);
        return isOfAws && managedPolicies.documentOf(arn) === null;
      })
      .map(({ text, path }) => ({
        path,
        message: `AWS has no managed policy ${text.split('/').at(-1)}, as far as is known here`,
        fix: 'take its name from the AWS Managed Policy Reference Guide',
      })),
  ),
};
