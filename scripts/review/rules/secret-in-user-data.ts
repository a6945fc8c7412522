import { looksSecret } from '../../access/secrets.ts';
import { type Text, textsAt } from '../../access/stated/statements.ts';
import type { Path } from '../../template/source.ts';
import { isMap } from '../../template/walk.ts';
import type { Rule } from '../model.ts';
import { eachResource } from './facts/checks.ts';

export const secretInUserData: Rule = {
  id: 'secret-in-user-data',
  code: null,
  severity: 'error',
  summary: 'A secret in what an instance runs when it starts',
  why: 'The repository has it, and whoever may describe the instance or is on it reads it (Amazon EC2 User Guide, "Run commands when you launch an EC2 instance with user data input": not for sensitive data).',
  check: eachResource(
    ['AWS::EC2::Instance', 'AWS::EC2::LaunchTemplate', 'AWS::AutoScaling::LaunchConfiguration'],
    ({ properties }) =>
      userData(properties)
        .flatMap(({ text, path }) => secretLines(text).map((line) => ({ line, path })))
        .slice(0, 1)
        .map(({ line, path }) => ({
          path,
          message: `there is a secret in the user data, in its line ${line}`,
          fix: 'read it with secretsmanager:GetSecretValue, by the role of the instance',
        })),
  ),
};

/** Its text, also in Fn::Base64 and in the data of a launch template. */
function userData({ UserData: own, LaunchTemplateData: data }: Record<string, unknown>): Text[] {
  const ofTemplate = isMap(data) ? within(data.UserData, ['LaunchTemplateData', 'UserData']) : [];
  return [...within(own, ['UserData']), ...ofTemplate];
}

function within(value: unknown, path: Path): Text[] {
  if (!isMap(value)) return textsAt(value, path);
  return Object.entries(value).flatMap(([name, part]) => textsAt(part, [...path, name]));
}

/** The numbers of the lines, in text that may be encoded already. */
function secretLines(text: string): number[] {
  const plain = looksSecret(text) ? text : Buffer.from(text, 'base64').toString('utf8');
  return plain.split('\n').flatMap((line, index) => (looksSecret(line) ? [index + 1] : []));
}
