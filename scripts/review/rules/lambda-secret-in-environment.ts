import { namesSecret, secretIn } from '../../access/secrets.ts';
import { textsAt } from '../../access/stated/statements.ts';
import { isMap } from '../../template/walk.ts';
import type { Rule } from '../model.ts';
import { eachResource } from './facts/checks.ts';

export const lambdaSecretInEnvironment: Rule = {
  id: 'lambda-secret-in-environment',
  code: null,
  severity: 'error',
  summary: "A secret in a function's environment",
  why: 'Whoever may read the function\'s configuration reads it, and so does the repository (AWS Lambda Developer Guide, "Securing environment variables": use Secrets Manager).',
  check: eachResource(['AWS::Lambda::Function', 'AWS::Serverless::Function'], ({ properties }) => {
    const variables =
      isMap(properties.Environment) && isMap(properties.Environment.Variables) ? properties.Environment.Variables : {};
    return Object.entries(variables).flatMap(([name, value]) =>
      textsAt(value, ['Environment', 'Variables', name])
        .filter(
          ({ text }) =>
            secretIn(name, text) || (namesSecret(name) && /^\{\{resolve:(secretsmanager|ssm-secure)/.test(text)),
        )
        .slice(0, 1)
        .map(({ path }) => ({
          path,
          message: `${name} is a secret, and environment variables are not`,
          fix: `${name}_ARN: !Ref Secret, and read it with secretsmanager:GetSecretValue`,
        })),
    );
  }),
};
