import type { ReviewedParameter, ReviewedTemplate } from '../../access/model.ts';
import { namesSecret } from '../../access/secrets.ts';
import { hasNoEcho } from '../../template/no-echo.ts';
import type { Rule } from '../model.ts';
import { secretTexts } from './facts/secret-properties.ts';

export const secretParameterWithoutNoecho: Rule = {
  id: 'secret-parameter-without-noecho',
  code: null,
  severity: 'warning',
  summary: 'A parameter for a secret that everyone can read who may describe the stack',
  why: 'Without NoEcho the console and DescribeStacks show what was given (AWS CloudFormation User Guide, "Security best practices for AWS CloudFormation": do not embed credentials in your templates).',
  check: {
    of: 'template',
    look: (template) =>
      template.parameters
        .filter((parameter) => isShown(parameter) && isSecret(parameter, template))
        .map(({ name, at }) => ({
          message: `${name} is for a secret, and its value is shown`,
          fix: "NoEcho: true, or '{{resolve:secretsmanager:name:SecretString:password}}' in place of the parameter",
          at,
          logicalId: null,
          statement: null,
        })),
  },
};

/** Text, not what Systems Manager keeps, nor one of a few words. */
function isShown({ declaration }: ReviewedParameter): boolean {
  const { Type: type, AllowedValues: allowed } = declaration;
  return type === 'String' && allowed === undefined && !hasNoEcho(declaration);
}

/** By its name, or where it goes: the whole of a property that is a secret. */
function isSecret({ name }: ReviewedParameter, { resources }: ReviewedTemplate): boolean {
  const symbol = `\${${name}}`;
  return (
    namesSecret(name) ||
    resources.some(({ type, properties }) => secretTexts(type, properties).some(({ text }) => text === symbol))
  );
}
