import { textsAt } from '../../access/stated/statements.ts';
import type { Rule } from '../model.ts';
import { eachResource } from './facts/checks.ts';

export const invalidManagedPolicyArn: Rule = {
  id: 'invalid-managed-policy-arn',
  code: null,
  severity: 'error',
  summary: 'ManagedPolicyArns with what is no policy',
  why: 'IAM refuses to attach it, and the deployment fails (IAM User Guide, "IAM identifiers": ARNs of policies).',
  check: eachResource(['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'], ({ properties }) =>
    textsAt(properties.ManagedPolicyArns, ['ManagedPolicyArns'])
      .filter(({ text }) => isOther(text))
      .map(({ text, path }) => ({
        path,
        message: `${text} is not the ARN of a policy`,
        fix: '"arn:aws:iam::${AWS::AccountId}:policy/name"',
      })),
  ),
};

/** Only what is written tells: the rest may be in a symbol. */
function isOther(text: string): boolean {
  const [start, , service, , , resource] = text
    .replace(/\$\{AWS::\w+\}/g, 'x')
    .replace(/\$\{[^}]*\}/g, '$')
    .split(':');
  if (start !== 'arn') return false;
  return !/^(iam|.*\$.*)$/.test(service ?? '$') || !/^policy\/|\$/.test(resource ?? '$');
}
