import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { maskedChanges } from '../../../scripts/deployment/change/masked.ts';
import { change, detail } from '../builders.ts';

function masked(type: string, target: string, text: string | null): string | null | undefined {
  const one = change('A', 'Modify', { type, details: [detail(target, { before: text, after: text })] });
  const [found] = maskedChanges([one]);
  const { before, after } = found?.details[0] ?? {};
  equal(before, after);
  return after;
}

const DB = 'AWS::RDS::DBInstance';
const LAMBDA = 'AWS::Lambda::Function';
const akia = `AKIA${'ABCDEFGH12345678'}`;
const asia = `ASIA${'ABCDEFGH12345678'}`;
const secretKey = ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYEXAMPLEKEY'].join('/');
const json = (value: unknown) => JSON.stringify(value);

const hidden: [string, string, string, string][] = [
  ['a property by its type', DB, 'Properties.MasterUserPassword', 'hunter22'],
  ['a password of digits', DB, 'Properties.MasterUserPassword', '12345678'],
  ['the text of a secret', 'AWS::SecretsManager::Secret', 'Properties.SecretString', 'hello'],
  ['a property by its name', 'Custom::X', 'Properties.ApiToken', 'abcdefgh'],
  ['an access key anywhere', 'Custom::X', 'Properties.Note', `use ${akia}`],
  ['a temporary access key', 'Custom::X', 'Properties.Note', asia],
  ['a secret access key', 'Custom::X', 'Properties.Note', secretKey],
  ['a password in a URL', 'Custom::X', 'Properties.Note', 'postgres://me:hunter22@db/x'],
  ['a value that was cut off', LAMBDA, 'Properties.Environment', '{"Variables":{"DB_PASSWORD":"hunter22","O'],
  ['a mere text out of an environment', LAMBDA, 'Properties.Environment', 'hunter22'],
  ['a mere text out of a property with secrets', 'AWS::AmazonMQ::Broker', 'Properties.Users', 'hunter22'],
];

for (const [name, type, target, text] of hidden) test(`hides ${name}`, () => equal(masked(type, target, text), '****'));

const inside: [string, string, string, unknown, unknown][] = [
  [
    'an environment',
    LAMBDA,
    'Environment',
    { Variables: { DB_PASSWORD: 'hunter22', MODE: 'fast' } },
    { Variables: { DB_PASSWORD: '****', MODE: 'fast' } },
  ],
  [
    'a list of names and values',
    'AWS::ECS::TaskDefinition',
    'ContainerDefinitions',
    [
      {
        Environment: [
          { Name: 'API_KEY', Value: 'abcdefgh' },
          { Name: 'MODE', Value: 'fast' },
        ],
      },
    ],
    [
      {
        Environment: [
          { Name: 'API_KEY', Value: '****' },
          { Name: 'MODE', Value: 'fast' },
        ],
      },
    ],
  ],
  [
    'options',
    'AWS::ElasticBeanstalk::Environment',
    'OptionSettings',
    [{ OptionName: 'DB_PASSWORD', Value: 'hunter22' }],
    [{ OptionName: 'DB_PASSWORD', Value: '****' }],
  ],
  ['a list of secrets', 'AWS::ElastiCache::User', 'Passwords', ['hunter22', 12345678], ['****', '****']],
  [
    'users',
    'AWS::AmazonMQ::Broker',
    'Users',
    [{ Username: 'me', Password: 'abc' }],
    [{ Username: 'me', Password: '****' }],
  ],
  ['a name with any start', 'AWS::DMS::Endpoint', 'OracleSettings', { Password: 'abc' }, { Password: '****' }],
  [
    'a join',
    DB,
    'MasterUserPassword',
    { 'Fn::Join': ['', ['hunter22', { Ref: 'Rest' }]] },
    { 'Fn::Join': ['', ['****', { Ref: 'Rest' }]] },
  ],
  ['a text with a parameter', DB, 'MasterUserPassword', { 'Fn::Sub': 'hunter-${Rest}' }, { 'Fn::Sub': '****' }],
  [
    'a branch',
    DB,
    'MasterUserPassword',
    { 'Fn::If': ['C', 'hunter22', { Ref: 'P' }] },
    { 'Fn::If': ['****', '****', { Ref: 'P' }] },
  ],
  [
    'parameters of a nested stack',
    'AWS::CloudFormation::Stack',
    'Parameters',
    { DbPassword: 'hunter22' },
    { DbPassword: '****' },
  ],
];

for (const [name, type, property, value, shown] of inside) {
  test(`hides secrets in ${name}`, () =>
    deepEqual(JSON.parse(masked(type, `Properties.${property}`, json(value)) ?? ''), shown));
}

test('hides what cfn-init signs in with', () => {
  const metadata = { 'AWS::CloudFormation::Authentication': { s3: { secretKey: 'abc', type: 'S3' } } };
  const shown = { 'AWS::CloudFormation::Authentication': { s3: { secretKey: '****', type: 'S3' } } };
  deepEqual(JSON.parse(masked('AWS::EC2::Instance', 'Metadata', json(metadata)) ?? ''), shown);
});

const plainOnes: [string, string, string | null][] = [
  [DB, 'Properties.MasterUserPassword', '{{resolve:secretsmanager:db:SecretString:password}}'],
  [DB, 'Properties.MasterUserPassword', json({ Ref: 'DbPassword' })],
  [DB, 'Properties.MasterUserPassword', json({ 'Fn::Sub': '{{resolve:secretsmanager:${Secret}:SecretString:p}}' })],
  [DB, 'Properties.DBName', 'orders'],
  [DB, 'Properties.DBName', null],
  [LAMBDA, 'Properties.Description', '{ not JSON'],
  [LAMBDA, 'Properties.Description', '[a] list of things'],
  [LAMBDA, 'Properties.Code', json({ S3Key: `main/functions/${'0123456789abcdef'.repeat(4)}` })],
  [LAMBDA, 'Properties.Commit', '0123456789abcdef0123456789abcdef01234567'],
  ['constructor', 'Properties.toString', 'x'],
];

for (const [type, target, text] of plainOnes) {
  test(`shows ${target} ${text}`, () => equal(masked(type, target, text), text));
}

test('whatever stands in a secret property, its text is in no output', () => {
  const leaf = fc.constantFrom('hunter22', { Ref: 'P' }, { 'Fn::Sub': '${P}-hunter22' }, 7);
  const { deep } = fc.letrec((tie) => ({
    deep: fc.oneof(
      { withCrossShrink: true },
      leaf,
      fc.array(tie('deep'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('Fn::Join', 'Fn::If', 'Value', 'constructor'), tie('deep'), { maxKeys: 2 }),
    ),
  }));
  fc.assert(
    fc.property(deep, (value) => {
      const text = typeof value === 'string' ? value : json(value);
      equal(masked(DB, 'Properties.MasterUserPassword', text)?.includes('hunter22'), false);
    }),
  );
});
