import type { ReviewedResource } from '../../access/model.ts';
import { namesSecret } from '../../access/secrets.ts';
import { textsAt } from '../../access/stated/statements.ts';
import { isMap } from '../../template/walk.ts';
import type { Rule, Surroundings } from '../model.ts';
import { eachResource } from './facts/checks.ts';

export const lambdaSecretByParameter: Rule = {
  id: 'lambda-secret-by-parameter',
  code: null,
  severity: 'warning',
  summary: "A secret that a parameter brings into a function's environment",
  why: 'NoEcho does not reach there: whoever may read the function\'s configuration reads it (AWS Lambda Developer Guide, "Securing environment variables": use Secrets Manager).',
  check: eachResource(['AWS::Lambda::Function', 'AWS::Serverless::Function'], (resource, all) => {
    const { Environment: environment } = resource.properties;
    const variables = isMap(environment) && isMap(environment.Variables) ? environment.Variables : {};
    return Object.entries(variables).flatMap(([name, value]) =>
      textsAt(value, ['Environment', 'Variables', name])
        .filter(({ text }) => namesSecret(name) && isParameter(text, resource, all))
        .slice(0, 1)
        .map(({ path }) => ({
          path,
          message: `${name} is a secret, and environment variables are not`,
          fix: `${name}_ARN: !Ref Secret, and read it with secretsmanager:GetSecretValue`,
        })),
    );
  }),
};

/** A resource's Ref is a name or an ARN; of what is not known before deploying, parameters alone hold secrets. */
function isParameter(text: string, { template }: ReviewedResource, { reviewed }: Surroundings): boolean {
  const [, name] = /^\$\{(\w+)\}$/.exec(text) ?? [];
  const made = reviewed.templates.find(({ file }) => file === template)?.resources ?? [];
  return name !== undefined && namesSecret(name) && !made.some(({ logicalId }) => logicalId === name);
}
