import assert from 'node:assert/strict';
import { rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { packageStack } from '../../scripts/template/package.ts';
import { environment, mistakeOf, repository } from './fixture.ts';

const TEMPLATE = `
Parameters:
  Name: {Type: String}
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Metadata: {kept: true}
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument:
        Fn::Transform:
          Name: AWS::Include
          Parameters:
            Location: ../policies/bucket.json
`;

const POLICY = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": { "AWS": "arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/x" },
      "Action": ["s3:GetObject"],
      "Resource": ["\${Bucket.Arn}/\${aws:username}/*", "\${Name}"],
      "Condition": { "Bool": { "aws:SecureTransport": true } }
    }
  ]
}`;

const identity = { accountId: '111122223333', region: 'eu-west-1', partition: 'aws-cn' };
const files = { 'templates/site.yaml': TEMPLATE, 'policies/bucket.json': POLICY };

async function packaged(root: string, who: typeof identity | null) {
  return packageStack({ root, stack: 'site', environment: environment(), identity: who });
}

function documentOf(template: Record<string, unknown>): unknown {
  const { Policy } = template.Resources as { Policy: { Properties: { PolicyDocument: unknown } } };
  return Policy.Properties.PolicyDocument;
}

test('the document stands in place of the include', async (t) => {
  const result = await packaged(await repository(t, files), identity);
  assert.deepEqual(result.policies, ['policies/bucket.json']);
  assert.deepEqual(documentOf(result.template), {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws-cn:iam::111122223333:role/x' },
        Action: ['s3:GetObject'],
        Resource: [{ 'Fn::Sub': '${Bucket.Arn}/${!aws:username}/*' }, { 'Fn::Sub': '${Name}' }],
        Condition: { Bool: { 'aws:SecureTransport': true } },
      },
    ],
  });
  assert.deepEqual(JSON.parse(result.body), result.template);
  assert.ok(!result.body.includes('Fn::Transform'));
});

test('offline, CloudFormation fills in the account', async (t) => {
  const result = await packaged(await repository(t, files), null);
  const sub = 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/x';
  assert.deepEqual((documentOf(result.template) as { Statement: [{ Principal: unknown }] }).Statement[0].Principal, {
    AWS: { 'Fn::Sub': sub },
  });
});

test('the rest of the template stays, in its order', async (t) => {
  const { template, body } = await packaged(await repository(t, files), null);
  assert.deepEqual(Object.keys(template), ['Parameters', 'Resources']);
  assert.deepEqual((template.Resources as { Bucket: unknown }).Bucket, {
    Type: 'AWS::S3::Bucket',
    Metadata: { kept: true },
  });
  assert.ok(body.indexOf('"Bucket"') < body.indexOf('"Policy"'));
});

test('one policy may be used twice, in one stack and by the short tag', async (t) => {
  const again = `  Again:
    Type: AWS::S3::BucketPolicy
    Properties:
      PolicyDocument: !Transform {Name: AWS::Include, Parameters: {Location: ../policies/bucket.json}}
`;
  const root = await repository(t, { ...files, 'templates/site.yaml': TEMPLATE + again });
  const { template, policies } = await packaged(root, identity);
  assert.deepEqual(policies, ['policies/bucket.json']);
  const { Again } = template.Resources as { Again: { Properties: { PolicyDocument: unknown } } };
  assert.deepEqual(Again.Properties.PolicyDocument, documentOf(template));
});

test('other transforms are left alone', async (t) => {
  const other = TEMPLATE.replace('AWS::Include', 'MyMacro').replace('../policies/bucket.json', 's3://x/y');
  const root = await repository(t, { 'templates/site.yaml': other });
  const { template, policies } = await packaged(root, null);
  assert.deepEqual(policies, []);
  assert.deepEqual(documentOf(template), {
    'Fn::Transform': { Name: 'MyMacro', Parameters: { Location: 's3://x/y' } },
  });
});

const LOCATIONS = [
  's3://bucket/x.json',
  '../policies/../x.json',
  '/etc/passwd',
  '../policies/a/b.json',
  'bucket.json',
  '[a]',
];

for (const location of LOCATIONS) {
  test(`an include from ${location} is refused`, async (t) => {
    const text = TEMPLATE.replace('../policies/bucket.json', location);
    const root = await repository(t, { ...files, 'templates/site.yaml': text });
    const said = await mistakeOf(() => packaged(root, null));
    assert.match(said, /^templates\/site\.yaml:16:23: AWS::Include takes Location: \.\.\/policies\/<name>\.json/);
  });
}

const PLAIN = 'Resources: {Topic: {Type: AWS::SNS::Topic}}\n';
const LOCATION = '{Location: ../policies/bucket.json}';
const ELSEWHERE: [name: string, template: string, at: string][] = [
  ['a text at the top', `Transform: AWS::Include\n${PLAIN}`, '1:12'],
  ['a map at the top', `Transform: {Name: AWS::Include, Parameters: ${LOCATION}}\n${PLAIN}`, '1:12'],
  ['a list at the top', `Transform: [MyMacro, AWS::Include]\n${PLAIN}`, '1:22'],
  ['a map in a list at the top', `Transform: [{Name: AWS::Include}]\n${PLAIN}`, '1:13'],
  ['a list', `Resources: {A: {'Fn::Transform': [{Name: MyMacro}, {Name: AWS::Include}]}}`, '1:52'],
  ['a text', `Resources: {A: {'Fn::Transform': AWS::Include}}`, '1:34'],
];

for (const [name, template, at] of ELSEWHERE) {
  test(`an include by ${name} is refused`, async (t) => {
    const root = await repository(t, { ...files, 'templates/site.yaml': template });
    assert.equal(
      await mistakeOf(() => packaged(root, null)),
      `templates/site.yaml:${at}: AWS::Include stands alone, in Fn::Transform: {Name, Parameters}; policies come from nowhere else`,
    );
  });
}

test('other transforms at the top are left alone', async (t) => {
  const root = await repository(t, { 'templates/site.yaml': `Transform: [AWS::LanguageExtensions]\n${PLAIN}` });
  assert.deepEqual((await packaged(root, null)).template.Transform, ['AWS::LanguageExtensions']);
});

test('a policy that is a link to itself, or to nothing', async (t) => {
  const root = await repository(t, { 'templates/site.yaml': TEMPLATE, 'policies/other.json': '{}' });
  for (const target of ['bucket.json', 'nothing.json']) {
    await rm(join(root, 'policies/bucket.json'), { force: true });
    await symlink(target, join(root, 'policies/bucket.json'));
    assert.equal(
      await mistakeOf(() => packaged(root, null)),
      'templates/site.yaml:16:23: policies/bucket.json is a link to nothing; put the policy itself there',
    );
  }
});

test('an include with neighbours is refused', async (t) => {
  const text = TEMPLATE.replace('PolicyDocument:', "PolicyDocument:\n        Version: '2012-10-17'");
  const root = await repository(t, { ...files, 'templates/site.yaml': text });
  assert.match(
    await mistakeOf(() => packaged(root, null)),
    /^templates\/site\.yaml:13:9: AWS::Include must stand alone/,
  );
});

test('a policy that is not there', async (t) => {
  const root = await repository(t, { ...files, 'templates/site.yaml': TEMPLATE.replace('bucket.json', 'buckt.json') });
  assert.equal(
    await mistakeOf(() => packaged(root, null)),
    'templates/site.yaml:16:23: there is no policies/buckt.json; did you mean bucket.json?',
  );
});

test('a policy that is a link out of the repository', async (t) => {
  const outside = await repository(t, { 'secret.json': '{}' });
  const root = await repository(t, { 'templates/site.yaml': TEMPLATE, 'policies/other.json': '{}' });
  await symlink(join(outside, 'secret.json'), join(root, 'policies/bucket.json'));
  assert.match(await mistakeOf(() => packaged(root, null)), /^policies\/bucket\.json: points out of the repository/);
});

const POLICIES: [name: string, text: string, message: RegExp][] = [
  [
    'not JSON',
    POLICY.replace('"s3:GetObject"]', '"s3:GetObject",]'),
    /^policies\/bucket\.json:7:32: not valid JSON: remove/,
  ],
  ['not an object', '[]', /^policies\/bucket\.json:1:1: a policy document is a JSON object/],
  [
    'unknown name',
    POLICY.replace('${Bucket.Arn}', 'x/${Buckt.Arn}'),
    /^policies\/bucket\.json:8:23: \$\{Buckt\.Arn\}: .* did you mean Bucket\?$/,
  ],
  ['after an escape', POLICY.replace('${Bucket.Arn}', '\\"${Buckt.Arn}'), /^policies\/bucket\.json:8:23: /],
  [
    'placeholder in a key',
    POLICY.replace('aws:SecureTransport', 'x/${Bucket}'),
    /^policies\/bucket\.json:9:35: \$\{Bucket\} cannot stand in a key/,
  ],
  [
    'account in a key',
    POLICY.replace('aws:SecureTransport', '${AWS::AccountId}'),
    /^policies\/bucket\.json:9:33: \$\{AWS::AccountId\} cannot/,
  ],
  [
    'a function',
    POLICY.replace('["s3:GetObject"]', '{"Fn::Sub": "x"}'),
    /^policies\/bucket\.json:7:18: Fn::Sub: policies are plain JSON/,
  ],
  [
    'a reference',
    POLICY.replace('["s3:GetObject"]', '{"Ref": "x"}'),
    /^policies\/bucket\.json:7:18: Ref: policies are plain JSON/,
  ],
];

for (const [name, text, message] of POLICIES) {
  test(`a policy with a mistake: ${name}`, async (t) => {
    const root = await repository(t, { ...files, 'policies/bucket.json': text });
    assert.match(await mistakeOf(() => packaged(root, identity)), message);
  });
}

test('a template without resources', async (t) => {
  const root = await repository(t, { 'templates/site.yaml': 'Resources: []' });
  assert.match(
    await mistakeOf(() => packaged(root, null)),
    /^templates\/site\.yaml:1:12: a template is a map with Resources$/,
  );
  const empty = await repository(t, { 'templates/site.yaml': '' });
  assert.match(await mistakeOf(() => packaged(empty, null)), /^templates\/site\.yaml:1:1: a template is a map/);
});

test('a large template is written without line breaks', async (t) => {
  const many = Array.from({ length: 1000 }, (_, index) => `  T${index}: {Type: AWS::SNS::Topic}`).join('\n');
  const root = await repository(t, { 'templates/site.yaml': `Resources:\n${many}` });
  const { body, template } = await packaged(root, null);
  assert.ok(!body.includes('\n'));
  assert.deepEqual(JSON.parse(body), template);
});
