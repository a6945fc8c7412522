import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { projectFolder } from '../../../scripts/cli/project.ts';
import { plannedAccess } from '../../../scripts/deployment/access/planned-access.ts';
import type { StackText } from '../../../scripts/deployment/access/texts.ts';
import { ACCOUNT, allow, document, policies, role, type Template, text } from './builders.ts';

const sub = (written: string) => ({ 'Fn::Sub': written });
const parameter = (Type: string, more: Template = {}) => ({ Type, ...more });

type Told = [principal: string, change: string, actions: string[], resources: string[]];

async function told(before: readonly StackText[], after: readonly StackText[]): Promise<Told[]> {
  const access = await plannedAccess(before, after);
  ok(access);
  deepEqual(access.undecided, []);
  return access.changes.map(
    ({ principal, change, actions, resources }) => [principal, change, actions, resources] as Told,
  );
}

/** The same template twice, with other parameters. */
function moved(template: Template, before: Record<string, string>, after: Record<string, string>) {
  return [[text('lab', template, before)], [text('lab', template, after)]] as const;
}

const READER = {
  Parameters: { Name: parameter('String', { Default: 'default-bucket' }) },
  Resources: { R: role(policies(allow('s3:GetObject', sub('arn:${AWS::Partition}:s3:::${Name}/*')))) },
};

test('a parameter that names a bucket moves the access', async () => {
  deepEqual(await told(...moved(READER, { Name: 'old' }, { Name: 'new' })), [
    ['lab/R', 'gained', ['s3:GetObject'], ['arn:aws:s3:::new/*']],
    ['lab/R', 'lost', ['s3:GetObject'], ['arn:aws:s3:::old/*']],
  ]);
  deepEqual(await told(...moved(READER, {}, { Name: 'new' })), [
    ['lab/R', 'gained', ['s3:GetObject'], ['arn:aws:s3:::new/*']],
    ['lab/R', 'lost', ['s3:GetObject'], ['arn:aws:s3:::default-bucket/*']],
  ]);
});

test('a parameter that holds a list gives each of its items', async () => {
  const arns = 'arn:aws:s3:::one/*,arn:aws:s3:::two/*';
  const template = {
    Parameters: { Objects: parameter('CommaDelimitedList') },
    Resources: { R: role(policies(allow('s3:GetObject', { Ref: 'Objects' }))) },
  };
  deepEqual(await told(...moved(template, { Objects: 'arn:aws:s3:::one/*' }, { Objects: arns })), [
    ['lab/R', 'gained', ['s3:GetObject'], ['arn:aws:s3:::two/*']],
  ]);
});

const SWITCHED = {
  Parameters: { Mode: parameter('String') },
  Conditions: { IsOpen: { 'Fn::Equals': [{ Ref: 'Mode' }, 'open'] } },
  Resources: {
    R: role(),
    P: {
      Type: 'AWS::IAM::Policy',
      Condition: 'IsOpen',
      Properties: {
        PolicyName: 'p',
        PolicyDocument: document(allow('sqs:SendMessage', 'arn:aws:sqs:*:*:q')),
        Roles: [{ Ref: 'R' }],
      },
    },
  },
};

test('a parameter that turns on a condition gives what the condition guards', async () => {
  deepEqual(await told(...moved(SWITCHED, { Mode: 'closed' }, { Mode: 'open' })), [
    ['lab/R', 'gained', ['sqs:SendMessage'], ['arn:aws:sqs:*:*:q']],
  ]);
});

test("a parameter that names a principal moves who may use the resource, this account's by its symbol", async () => {
  const template = {
    Parameters: { Reader: parameter('String') },
    Resources: {
      B: { Type: 'AWS::S3::Bucket' },
      P: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: {
          Bucket: { Ref: 'B' },
          PolicyDocument: document({
            ...allow('s3:GetObject', sub('${B.Arn}/*')),
            Principal: { AWS: { Ref: 'Reader' } },
          }),
        },
      },
    },
  };
  const [other, own] = ['arn:aws:iam::999988887777:role/other', `arn:aws:iam::${ACCOUNT}:role/own`];
  const access = await plannedAccess(...moved(template, { Reader: other }, { Reader: own }));
  const who = access?.changes.map(({ change, principals, witness }) => [change, principals, witness.principalAccount]);
  deepEqual(who?.sort(), [
    ['gained', [own.replace(ACCOUNT, '${AWS::AccountId}')], '${AWS::AccountId}'],
    ['lost', [other], '999988887777'],
  ]);
});

test('a policy of one stack counts for the role of another, by its name and by what it exports', async () => {
  const maker = text('maker', {
    Resources: { R: role({ RoleName: sub('${AWS::StackName}-role') }), Q: role() },
    Outputs: { Q: { Value: { Ref: 'Q' }, Export: { Name: sub('${AWS::StackName}-Q') } } },
  });
  const attach = (Roles: unknown[]) =>
    text('user', {
      Resources: {
        P: {
          Type: 'AWS::IAM::Policy',
          Properties: {
            PolicyName: 'p',
            PolicyDocument: document(allow('sqs:SendMessage', 'arn:aws:sqs:*:*:q')),
            Roles,
          },
        },
      },
    });
  const gained = (principal: string) => [[principal, 'gained', ['sqs:SendMessage'], ['arn:aws:sqs:*:*:q']]];
  deepEqual(await told([maker], [maker, attach(['sw-dev-maker-role'])]), gained('maker/R'));
  deepEqual(await told([maker], [maker, attach([{ 'Fn::ImportValue': 'sw-dev-maker-Q' }])]), gained('maker/Q'));
});

test('what a NoEcho parameter holds is nowhere, neither its value nor its default', async () => {
  const template = (action: string) => ({
    Parameters: { Hidden: parameter('String', { NoEcho: true, Default: 'default-secret' }) },
    Resources: { R: role(policies(allow(action, sub('arn:aws:s3:::${Hidden}/*')))) },
  });
  const access = await plannedAccess(
    [text('lab', template('s3:GetObject'), { Hidden: '****' })],
    [text('lab', template('s3:PutObject'), { Hidden: 'given-secret' })],
  );
  const written = JSON.stringify(access);
  match(written, /arn:aws:s3:::\$\{Hidden\}\/\*/);
  ok(!/(given|default)-secret/.test(written));
});

test('a secret that a condition asks for leaves both branches open', async () => {
  const template = (first: string) => ({
    Parameters: { Hidden: parameter('String', { NoEcho: 'true' }) },
    Conditions: { IsGiven: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Hidden' }, ''] }] } },
    Resources: {
      R: role(policies({ 'Fn::If': ['IsGiven', allow(first, 'arn:aws:sqs:*:*:q'), allow('sqs:ReceiveMessage')] })),
    },
  });
  const sides = ['sqs:SendMessage', 'sqs:DeleteQueue'].map((action) => [
    text('lab', template(action), { Hidden: 's' }),
  ]);
  deepEqual(await told(sides[0] ?? [], sides[1] ?? []), [
    ['lab/R', 'gained', ['sqs:DeleteQueue'], ['arn:aws:sqs:*:*:q']],
    ['lab/R', 'lost', ['sqs:SendMessage'], ['arn:aws:sqs:*:*:q']],
  ]);
});

test('an SSM parameter is what Parameter Store holds there, not the name that the stack is given', async () => {
  const template = {
    Parameters: { Name: parameter('AWS::SSM::Parameter::Value<String>') },
    Resources: READER.Resources,
  };
  const change = await told(...moved(template, { Name: '/one' }, { Name: '/other' }));
  deepEqual(
    change.map(([, , , resources]) => resources[0]),
    ['arn:aws:s3:::{{resolve:ssm:/other}}/*', 'arn:aws:s3:::{{resolve:ssm:/one}}/*'],
  );
});

test('what is packaged with the number of the account says what its symbol says', async () => {
  const reader = (account: string) => ({
    Resources: { R: role(policies(allow('sqs:SendMessage', sub(`arn:aws:sqs:eu-west-1:${account}:q`)))) },
  });
  equal(await plannedAccess([text('lab', reader(ACCOUNT))], [text('lab', reader('${AWS::AccountId}'))]), null);
});

test('what a policy says of a resource moves with its name, across stacks as well', async () => {
  const maker = (BucketName: string) =>
    text('maker', {
      Resources: {
        B: { Type: 'AWS::S3::Bucket', Properties: { BucketName } },
        R: role(policies(allow('s3:ListBucket', { 'Fn::GetAtt': ['B', 'Arn'] }))),
      },
      Outputs: { B: { Value: { 'Fn::GetAtt': ['B', 'Arn'] }, Export: { Name: 'bucket' } } },
    });
  const user = text('user', {
    Resources: { R: role(policies(allow('s3:ListBucket', { 'Fn::ImportValue': 'bucket' }))) },
  });
  const change = (stack: string) => [
    [`${stack}/R`, 'gained', ['s3:ListBucket'], ['arn:aws:s3:::new']],
    [`${stack}/R`, 'lost', ['s3:ListBucket'], ['arn:aws:s3:::old']],
  ];
  const found = await told([maker('old'), user], [maker('new'), user]);
  deepEqual(found.toSorted(), [...change('maker'), ...change('user')]);
});

test('an ARN that is written and one that an attribute gives are the same', async () => {
  const queue = (Resource: unknown) =>
    text('lab', {
      Resources: {
        Q: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'q' } },
        R: role(policies(allow('sqs:SendMessage', Resource))),
      },
    });
  const arn = sub('arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:q');
  const access = await plannedAccess([queue({ 'Fn::GetAtt': 'Q.Arn' })], [queue(arn)]);
  deepEqual(access, { changes: [], undecided: [] });
});

test('nothing that holds a policy differs', async () => {
  const queue = (seconds: number) => ({
    Resources: { ...READER.Resources, Q: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: seconds } } },
    Outputs: { Seconds: { Value: seconds, Export: { Name: 'seconds' } } },
    Parameters: READER.Parameters,
  });
  equal((await plannedAccess([text('lab', queue(1))], [text('lab', queue(2)), text('new', queue(1))])) === null, false);
  equal(await plannedAccess([text('lab', queue(1))], [text('lab', queue(2))]), null);
});

test('the first deploy gives everything, the last one takes it', async () => {
  const reading = async (before: StackText[], after: StackText[]) => {
    const found = await told(before, after);
    return found.filter(([, , actions]) => actions.includes('s3:GetObject'));
  };
  const resources = ['arn:aws:s3:::default-bucket/*'];
  deepEqual(await reading([], [text('lab', READER)]), [['lab/R', 'gained', ['s3:GetObject'], resources]]);
  deepEqual(await reading([text('lab', READER)], []), [['lab/R', 'lost', ['s3:GetObject'], resources]]);
});

test('malformed templates are no accident', async () => {
  const broken = { Resources: { R: null, S: 'text', T: { Type: 7, Properties: [] }, U: { Type: 'AWS::IAM::Role' } } };
  const access = await plannedAccess([text('lab', { Resources: [] })], [text('lab', broken)]);
  deepEqual(access?.changes, []);
});

/** In a process of its own, which has a folder for temporary files and may read no catalogue. */
const ASIDE = `
  import fs from 'node:fs';
  import { syncBuiltinESMExports } from 'node:module';
  const real = fs.readFileSync;
  fs.readFileSync = (path, ...rest) => {
    if (/[/]\\.stackwarden[/]/.test(String(path))) throw new Error('catalogue');
    return real(path, ...rest);
  };
  syncBuiltinESMExports();
  const { plannedAccess } = await import(${JSON.stringify(join(projectFolder, 'scripts/deployment/access/planned-access.ts'))});
  const place = { accountId: '111122223333', region: 'eu-west-1', partition: 'aws', stackName: 's' };
  const side = (type, properties, stack = 'a') =>
    [{ stack, template: { Resources: { R: { Type: type, Properties: properties } } }, parameters: {}, place }];
  const outcome = (...sides) => plannedAccess(...sides).catch((error) => error.code ?? error.message);
  const queue = (seconds) => side('AWS::SQS::Queue', { VisibilityTimeout: seconds });
  const user = { ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] };
  console.log(JSON.stringify([
    await outcome(queue(1), queue(2)),
    await outcome(queue(1), side('AWS::IAM::User', user)),
    await outcome(queue(1), side('AWS::IAM::User', user, 'no/folder')),
    fs.readdirSync(process.env.TMPDIR).filter((name) => name.startsWith('stackwarden')),
  ]));
`;

test('where no policy differs no catalogue is read; no file is left, however it ends', async (t) => {
  const TMPDIR = await mkdtemp(join(tmpdir(), 'stackwarden-aside-'));
  t.after(() => rm(TMPDIR, { recursive: true, force: true }));
  const args = ['--import', 'tsx', '--input-type=module', '-e', ASIDE];
  const options = { cwd: projectFolder, env: { ...process.env, TMPDIR } };
  const { stdout } = await promisify(execFile)(process.execPath, args, options);
  deepEqual(JSON.parse(stdout), [null, 'catalogue', 'ENOENT', []]);
});
