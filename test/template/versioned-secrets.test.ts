import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTemplate } from '../../scripts/template/source.ts';
import { madeOfVersion, versionedSecrets } from '../../scripts/template/versioned-secrets.ts';
import { mistakeOf } from './fixture.ts';

const SECRET = `Parameters:
  Version: {Type: String, Default: ''}
Resources:
  Secret:
    Type: AWS::SecretsManager::Secret
    Metadata: {Stackwarden: {VersionParameter: Version}}
  Other:
    Type: AWS::SecretsManager::Secret
    Metadata: {Stackwarden: {Suppress: []}}
`;

const template = (more = '') => parseTemplate(SECRET + more, 'templates/app.yaml');

test('secrets whose version a parameter carries', () => {
  assert.deepEqual(versionedSecrets(template()), [{ logicalId: 'Secret', parameter: 'Version' }]);
  assert.deepEqual(versionedSecrets(parseTemplate('[]', 'a.yaml')), []);
  assert.deepEqual(versionedSecrets(parseTemplate('Resources: [a]', 'a.yaml')), []);
});

const MADE: [what: string, value: string, isMade: boolean][] = [
  ['a Sub', "!Sub '{{resolve:secretsmanager:${Secret}:SecretString:::${Version}}}'", true],
  ['a Sub under a condition', "!If [A, !Sub '{{resolve:secretsmanager:x:SecretString:::${Version}}}', b]", true],
  ['a Join', "!Join ['', ['{{resolve:secretsmanager:', !Ref Secret, ':SecretString:::', !Ref Version, '}}']]", true],
  ['a reference without the version', "!Sub '{{resolve:secretsmanager:${Secret}:SecretString}}'", false],
  ['a version without a reference', "!Sub 'key-${Version}'", false],
  ['another parameter', "!Sub '{{resolve:secretsmanager:x:SecretString:::${Versions}}}'", false],
  ['a reference beside it', "{A: '{{resolve:secretsmanager:x}}', B: !Ref Version}", false],
];

for (const [what, value, isMade] of MADE) {
  test(`what is made of the version: ${what}`, () => {
    const key = `  Key:\n    Type: AWS::ApiGateway::ApiKey\n    Properties:\n      Value: ${value}\n`;
    const made = madeOfVersion(template(key), { logicalId: 'Secret', parameter: 'Version' });
    assert.deepEqual(made, isMade ? [{ logicalId: 'Key', type: 'AWS::ApiGateway::ApiKey' }] : []);
  });
}

const MISTAKES: [what: string, from: string, to: string, said: RegExp][] = [
  [
    'no such parameter',
    'VersionParameter: Version',
    'VersionParameter: Verson',
    /:6:48: VersionParameter .*; did you mean Version\?$/,
  ],
  [
    'no text',
    'VersionParameter: Version',
    'VersionParameter: {}',
    /:6:48: VersionParameter takes the name of a parameter/,
  ],
  [
    'no secret',
    '  Secret:\n    Type: AWS::SecretsManager::Secret',
    '  Secret:\n    Type: AWS::SQS::Queue',
    /:6:30: only a secret has/,
  ],
];

for (const [what, from, to, said] of MISTAKES) {
  test(`mistake: ${what}`, async () => {
    const source = parseTemplate(SECRET.replace(from, to), 'templates/app.yaml');
    assert.match(await mistakeOf(() => versionedSecrets(source)), said);
  });
}
