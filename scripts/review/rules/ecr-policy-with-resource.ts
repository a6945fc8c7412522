import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const ecrPolicyWithResource: Rule = {
  id: 'ecr-policy-with-resource',
  code: null,
  severity: 'error',
  summary: 'Resource in the policy of a repository of images',
  why: 'It is about its repository, and Amazon ECR refuses it (Amazon ECR User Guide, "Private repository policies").',
  check: eachStatement(({ fields, path }, { owner }) =>
    /^AWS::ECR::(Public)?Repository$/.test(owner?.type ?? '')
      ? ['Resource', 'NotResource']
          .filter((name) => name in fields)
          .map((name) => ({
            path: [...path, name],
            message: `a repository's policy takes no ${name}`,
            fix: `remove ${name}`,
          }))
      : [],
  ),
};
