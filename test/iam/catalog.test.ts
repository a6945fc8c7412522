import { deepEqual, equal, match, ok, throws } from 'node:assert/strict';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { actionNamed, actionsMatching, conditionKeysFor, takesOnlyStar } from '../../scripts/iam/catalog/actions.ts';
import type { Action, ResourceType } from '../../scripts/iam/catalog/catalog.ts';
import { keyType } from '../../scripts/iam/catalog/condition-keys.ts';
import { exampleArn } from '../../scripts/iam/catalog/example-arn.ts';
import { readCatalog, readConditionKeys } from '../../scripts/iam/catalog/read.ts';
import { canActOn } from '../../scripts/iam/catalog/resource-types.ts';

const catalog = readCatalog();
const keys = readConditionKeys();
const WHERE = { partition: 'aws', region: 'us-east-1', account: '482913740516' };

function action(name: string): Action {
  const found = actionNamed(catalog, name);
  ok(found, name);
  return found;
}

const names = (list: readonly { name: string }[]) => list.map(({ name }) => name);

/** The resource types of a service whose ARNs a pattern can match: those that an action on nothing else can act on. */
function typesMatching(service: string, pattern: string): string[] {
  const types = [...(catalog.service(service)?.resourceTypes.values() ?? [])];
  const actionOn = (type: ResourceType): Action => {
    return { ...action('s3:GetObject'), service, resources: [{ type, required: true, conditionKeys: [] }] };
  };
  return names(types.filter((type) => canActOn(catalog, actionOn(type), pattern)));
}

test('an action is found in any case, with its access level and what it works on', () => {
  const found = action('S3:getobject');
  equal(found.name, 's3:GetObject');
  equal(found.accessLevel, 'Read');
  ok(found.resources.some(({ type }) => type.name === 'object'));
  equal(action('s3:ListBucket').accessLevel, 'List');
  equal(action('s3:PutObject').accessLevel, 'Write');
  equal(action('s3:PutObjectTagging').accessLevel, 'Tagging');
  equal(action('s3:PutBucketPolicy').accessLevel, 'Permissions management');
});

test('the resource of iam:PassRole is a role, always, and the service that gets it is a condition', () => {
  const { resources, conditionKeys } = action('iam:PassRole');
  deepEqual(
    resources.map(({ type, required }) => [type.name, required]),
    [['role', true]],
  );
  ok(conditionKeys.includes('iam:PassedToService'));
});

test('an action that AWS does not list is none', () => {
  for (const name of [
    's3:GetObjects',
    's4:GetObject',
    's3',
    's3:',
    ':GetObject',
    '',
    's3:Get:Object',
    's3:GetObject ',
  ]) {
    equal(actionNamed(catalog, name), null, name);
  }
});

test('some actions take no resource but *', () => {
  ok(takesOnlyStar(action('s3:ListAllMyBuckets')));
  ok(takesOnlyStar(action('sts:GetCallerIdentity')));
  ok(!takesOnlyStar(action('s3:GetObject')));
});

test('a pattern covers actions of its service alone', () => {
  const matching = (pattern: string) => names(actionsMatching(catalog, pattern));
  deepEqual(matching('s3:getobject'), ['s3:GetObject']);
  deepEqual(matching('S3:GetObject*TAGGING'), ['s3:GetObjectTagging', 's3:GetObjectVersionTagging']);
  deepEqual(matching('dynamodb:?etItem'), ['dynamodb:GetItem']);
  deepEqual(matching('s3:Nothing*'), []);
  deepEqual(matching('nothing:*'), []);
  ok(matching('s3:*').every((name) => name.startsWith('s3:')));
});

test('a pattern whose service has a wildcard covers several', () => {
  const prefixes = new Set(actionsMatching(catalog, 's3*:Get*').map(({ service }) => service));
  ok(prefixes.has('s3') && prefixes.has('s3express'));
  ok([...prefixes].every((prefix) => prefix.startsWith('s3')));
  const all = actionsMatching(catalog, '*');
  deepEqual([...new Set(all.map(({ service }) => service))], catalog.services);
});

test('the keys of a condition are those of the action, of its resources and of these with the action', () => {
  const ofGetRole = conditionKeysFor(action('iam:GetRole'));
  ok(ofGetRole.includes('iam:ResourceTag/${TagKey}'));
  ok(conditionKeysFor(action('ec2:RunInstances')).includes('ec2:InstanceType'));
  ok(conditionKeysFor(action('s3:ListBucket')).includes('s3:prefix'));
  ok(!conditionKeysFor(action('s3:PutObject')).includes('s3:prefix'));
});

test('every key that an action or a resource names has a type', () => {
  const named = actionsMatching(catalog, '*').flatMap(conditionKeysFor);
  deepEqual(
    [...new Set(named)].filter((key) => keyType(keys, key)?.name !== key),
    [],
  );
});

test('an ARN tells a bucket from an object, and what lies below from what holds it', () => {
  deepEqual(typesMatching('s3', 'arn:aws:s3:::lab-bucket'), ['bucket']);
  deepEqual(typesMatching('s3', 'arn:aws:s3:::lab-bucket/*'), ['object']);
  deepEqual(typesMatching('s3', 'arn:aws:s3:::${aws:username}/home/*'), ['object']);
  deepEqual(typesMatching('s3', 'arn:aws:s3:::lab-*'), ['bucket', 'object']);
  deepEqual(typesMatching('dynamodb', 'arn:aws:dynamodb:us-east-1:*:table/lab'), ['table']);
  ok(typesMatching('dynamodb', 'arn:aws:dynamodb:us-east-1:*:table/lab/*').includes('index'));
  ok(!typesMatching('dynamodb', 'arn:aws:dynamodb:us-east-1:*:table/lab/*').includes('table'));
  deepEqual(typesMatching('dynamodb', 'arn:aws:dynamodb:*'), typesMatching('dynamodb', '*'));
  deepEqual(typesMatching('s3', 'arn:aws:sqs:us-east-1:482913740516:queue'), []);
  deepEqual(typesMatching('s4', '*'), []);
});

test('a name may hold slashes and colons where nothing else begins with them', () => {
  deepEqual(typesMatching('iam', 'arn:aws:iam::482913740516:role/team/a/b'), ['role']);
  ok(typesMatching('logs', 'arn:aws:logs:*:*:log-group:/aws/lambda/lab:*').includes('log-group'));
  ok(typesMatching('ssm', 'arn:aws:ssm:*:*:parameter/lab/a/*').includes('parameter'));
});

test('a resource that the action does not work on', () => {
  ok(canActOn(catalog, action('s3:GetObject'), 'arn:aws:s3:::lab-bucket/*'));
  ok(!canActOn(catalog, action('s3:GetObject'), 'arn:aws:s3:::lab-bucket'));
  ok(!canActOn(catalog, action('s3:ListBucket'), 'arn:aws:s3:::lab-bucket/*'));
  ok(canActOn(catalog, action('sts:AssumeRole'), 'arn:aws:iam::482913740516:role/*'));
  ok(canActOn(catalog, action('s3:ListAllMyBuckets'), '*'));
  ok(!canActOn(catalog, action('s3:ListAllMyBuckets'), 'arn:aws:s3:::*'));
});

test('an example of a resource', () => {
  const examples = [
    ['s3:GetObject', 'arn:aws:s3:::example-bucket/example-object'],
    ['s3:ListBucket', 'arn:aws:s3:::example-bucket'],
    ['iam:PassRole', 'arn:aws:iam::482913740516:role/example-role'],
    ['ec2:RunInstances', 'arn:aws:ec2:us-east-1:482913740516:instance/example-instance'],
    ['sqs:SendMessage', 'arn:aws:sqs:us-east-1:482913740516:example-queue'],
    ['sts:AssumeRole', 'arn:aws:iam::482913740516:role/example-role'],
    ['s3:ListAllMyBuckets', '*'],
  ] as const;
  for (const [name, arn] of examples) equal(exampleArn(action(name), WHERE), arn);
});

test('every example is an ARN that the action works on', () => {
  const wrong = actionsMatching(catalog, '*').filter((each) => {
    const arn = exampleArn(each, WHERE);
    return arn !== '*' && (/[${}*?]/.test(arn) || !canActOn(catalog, each, arn));
  });
  deepEqual(names(wrong), []);
});

const KEYS: [key: string, type: string, multivalued: boolean][] = [
  ['aws:SourceIp', 'IPAddress', false],
  ['AWS:securetransport', 'Bool', false],
  ['aws:CurrentTime', 'Date', false],
  ['aws:MultiFactorAuthAge', 'Numeric', false],
  ['aws:SourceArn', 'ARN', false],
  ['aws:CalledVia', 'String', true],
  ['aws:CalledViaFirst', 'String', false],
  ['aws:TagKeys', 'String', true],
  ['aws:PrincipalOrgPaths', 'String', true],
  ['ec2:RoleDelivery', 'Numeric', false],
  ['dynamodb:LeadingKeys', 'String', true],
  ['s3:prefix', 'String', false],
  ['s3:max-keys', 'Numeric', false],
  ['iam:PolicyARN', 'ARN', false],
  ['kms:GrantIsForAWSResource', 'Bool', false],
  ['cognito-identity.amazonaws.com:amr', 'String', true],
  ['saml:edupersonaffiliation', 'String', true],
  ['token.actions.githubusercontent.com:repository', 'String', false],
];

for (const [key, type, multivalued] of KEYS) {
  test(`${key} is ${multivalued ? 'a list of ' : ''}${type}`, () => {
    const found = keyType(keys, key);
    deepEqual([found?.type, found?.multivalued], [type, multivalued]);
    equal(found?.name.toLowerCase(), key.toLowerCase());
  });
}

test('a key with a tag is of its template', () => {
  const templates = {
    'aws:RequestTag/Team': 'aws:RequestTag/${TagKey}',
    'aws:principaltag/a/b': 'aws:PrincipalTag/${TagKey}',
    'kms:EncryptionContext:aws:s3:arn': 'kms:EncryptionContext:${EncryptionContextKey}',
    'codebuild:environment.environmentVariables/A.value': 'codebuild:environment.environmentVariables/${name}.value',
    's3:ExistingObjectTag/Team': 's3:ExistingObjectTag/${key}',
    'secretsmanager:ResourceTag/Team': 'secretsmanager:ResourceTag/${TagKey}',
    'token.actions.githubusercontent.com:sub': '${Provider}.${Domain}:sub',
    'oidc.eks.us-east-1.amazonaws.com/id/A1:aud': '${Provider}.${Domain}:aud',
  };
  for (const [key, name] of Object.entries(templates)) equal(keyType(keys, key)?.name, name);
});

test('the template that says more about a key comes first', () => {
  match(keyType(keys, 'events:metadata/a/matcher')?.name ?? '', /\/Matcher$/i);
});

test('a key that AWS does not list is none', () => {
  for (const key of [
    'aws:SourceIP4',
    'aws:RequestTag/',
    'aws:RequestTag',
    's3:prefixes',
    's3:prefix String',
    'lab:sub',
    '',
    ':',
  ]) {
    equal(keyType(keys, key), null, key);
  }
});

test('a key that is a date or a number is both', () => {
  const { type, alternative } = keyType(keys, 'aws:EpochTime') ?? {};
  deepEqual([type, alternative], ['Date', 'Numeric']);
  equal(keyType(keys, 'aws:CurrentTime')?.alternative, null);
});

test('the services on which resource control policies have effect', () => {
  for (const service of ['s3', 'sts', 'kms', 'sqs', 'secretsmanager']) ok(catalog.resourceControlled.has(service));
  ok(!catalog.resourceControlled.has('iam'));
});

test('both files are of one version, and the services are in order', () => {
  match(catalog.dataVersion, /^\d+\.\d+\.\d+$/);
  equal(keys.dataVersion, catalog.dataVersion);
  deepEqual([...catalog.services].sort(), catalog.services);
  equal(catalog.service('S3')?.prefix, 's3');
  equal(catalog.service('s4'), null);
});

test('a catalog that is missing or damaged is said in one line', async (t) => {
  const checkout = await mkdtemp(join(tmpdir(), 'catalog-'));
  t.after(() => rm(checkout, { recursive: true, force: true }));
  throws(() => readCatalog(checkout), {
    name: 'UserError',
    message: /delete \.stackwarden\/catalog and run it again$/,
  });
  const manifest = join('node_modules', '@cloud-copilot', 'iam-data', 'package.json');
  await cp(join(projectFolder, manifest), join(checkout, manifest));
  const folder = join(checkout, '.stackwarden', 'catalog', catalog.dataVersion);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'services.jsonl'), '{"services": ["s3"], "resourceControlled": []}');
  await writeFile(join(folder, 'condition-keys.json'), '');
  throws(() => readCatalog(checkout), { name: 'UserError' });
  throws(() => readConditionKeys(checkout), { name: 'UserError' });
});
