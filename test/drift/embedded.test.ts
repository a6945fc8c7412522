import { deepEqual, equal, match } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, type TestContext, test } from 'node:test';
import { CreateChangeSetCommand } from '@aws-sdk/client-cloudformation';
import {
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { projectFolder } from '../../scripts/cli/project.ts';
import { type LiveClients, liveClients } from '../../scripts/deployment/readback/clients.ts';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { program } from '../cli/program.ts';
import { repository } from '../deployment/fixture.ts';
import { deploy } from '../embedded/fixture.ts';
import { awsForFile } from '../embedded/own-aws.ts';
import { allow, document, role } from '../review/live/fixture.ts';

const sub = (text: string) => ({ 'Fn::Sub': text });
const TLS = {
  ...{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: sub('${Bucket.Arn}/*') },
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const TEMPLATE = {
  Resources: {
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: sub('drift-${AWS::AccountId}') } },
    BucketPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument: document(TLS) },
    },
    Role: role([allow('s3:GetObject', sub('${Bucket.Arn}/*'))], { RoleName: 'drift-role' }),
  },
};
const OTHER = {
  Resources: {
    Boundary: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { ManagedPolicyName: 'other-boundary', PolicyDocument: document(allow('s3:GetObject')) },
    },
    Role: role([allow('s3:*')], { RoleName: 'other-role', PermissionsBoundary: { Ref: 'Boundary' } }),
  },
};

let aws: EmbeddedAws;
let clients: LiveClients;
before(async () => {
  aws = await awsForFile();
  const { endpoint, credentials, region } = aws;
  clients = liveClients({ region, endpoint, credentials });
  await deploy(aws, 'p-dev-app', TEMPLATE);
  await deploy(aws, 'p-dev-other', OTHER);
});

async function checkout(t: TestContext, more: Record<string, string> = {}): Promise<string> {
  return repository(t, {
    'templates/app.json': JSON.stringify(TEMPLATE, null, 1),
    'templates/other.json': JSON.stringify(OTHER),
    'templates/environments/dev.yaml': 'region: us-east-1\nprefix: p\ntags: {Project: x}\nstacks: {}\n',
    ...more,
  });
}

function drift(root: string, ...args: string[]) {
  const { accessKeyId, secretAccessKey } = aws.credentials;
  const env = {
    ...{ PATH: process.env.PATH, HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true', NO_COLOR: '1' },
    ...{ AWS_ENDPOINT_URL: aws.endpoint, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
  };
  const command = [...program('drift'), '--root', root, '-e', 'dev', ...args];
  return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, command, { env, cwd: projectFolder }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

test('what is deployed as it is written differs in nothing', async (t) => {
  const root = await checkout(t);
  const { code, stdout, stderr } = await drift(root, '--write=markdown=out/drift.md', '--write=json=out/drift.json');
  deepEqual([code, stderr], [0, '']);
  match(stdout, /^app: as its template says\n/);
  match(stdout, /^policies: as the repository says$/m);
  const markdown = await readFile(join(root, 'out/drift.md'), 'utf8');
  match(markdown, /^\*\*What is deployed is as the repository says\*\* in <code>dev<\/code>: 2 stacks looked at\.\n/);
  const { policies } = JSON.parse(await readFile(join(root, 'out/drift.json'), 'utf8'));
  deepEqual(policies, { findings: [], notes: [], compared: true });
});

test('a bucket policy that was changed by hand is found, with the access gained and a witness', async (t) => {
  const Bucket = `drift-${aws.accountId}`;
  const Resource = `arn:aws:s3:::${Bucket}/*`;
  const open = { Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 's3:GetObject', Resource };
  const sound = document({ ...TLS, Resource });
  const changed = { ...sound, Statement: [...sound.Statement, open] };
  await clients.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(changed) }));
  t.after(() => clients.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(sound) })));
  const root = await checkout(t);
  const { code, stdout } = await drift(root, '--write', 'markdown=drift.md');
  equal(code, 1);
  // CloudFormation, here, sees nothing of it.
  match(stdout, /^app: as its template says\n/);
  match(
    stdout,
    /^policies: app\/Bucket \(drift-\d+\) is deployed with more .* s3:GetObject on .*; for example \S+ calling/m,
  );
  const markdown = await readFile(join(root, 'drift.md'), 'utf8');
  match(markdown, /^\*\*What is deployed differs from the repository\*\* in <code>dev<\/code>: 1 more access\.\n/);
  match(markdown, /### Access that the repository does not give[\s\S]*<strong>another account<\/strong>: <code>/);
  match(markdown, new RegExp(`<code>s3:GetObject arn:aws:s3:::${Bucket}/\\S* by [^<]+</code>`));
  const again = await drift(root, '--format', 'markdown');
  deepEqual([again.code, again.stdout], [1, markdown]);
  const elsewhere = await drift(root, 'other', '--format', 'json');
  deepEqual([elsewhere.code, JSON.parse(elsewhere.stdout).policies.findings], [0, []]);
});

test('a policy that was added to a role by hand is found, and what the role lost', async (t) => {
  const RoleName = 'drift-role';
  const added = { RoleName, PolicyName: 'by-hand', PolicyDocument: JSON.stringify(document(allow('iam:PassRole'))) };
  const own = document(allow('s3:GetObject', `arn:aws:s3:::drift-${aws.accountId}/*`));
  await clients.iam.send(new PutRolePolicyCommand(added));
  await clients.iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'own' }));
  t.after(async () => {
    await clients.iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'by-hand' }));
    await clients.iam.send(
      new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument: JSON.stringify(own) }),
    );
  });
  const { code, stdout } = await drift(await checkout(t), '--format=json');
  equal(code, 1);
  const { findings } = JSON.parse(stdout).policies;
  const brief = findings.map((one: { access: { change: string; actions: string[]; witness: object } | null }) => [
    one.access?.change ?? null,
    one.access?.actions ?? null,
    one.access === null || 'resource' in one.access.witness,
  ]);
  deepEqual(brief, [
    [null, null, true],
    ['gained', ['iam:PassRole'], true],
    ['lost', ['s3:GetObject'], true],
  ]);
});

test('a boundary that was taken from a role by hand is found, with the access gained', async (t) => {
  const RoleName = 'other-role';
  const PermissionsBoundary = `arn:aws:iam::${aws.accountId}:policy/other-boundary`;
  await clients.iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }));
  t.after(() => clients.iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary })));
  const { code, stdout } = await drift(await checkout(t), 'other');
  equal(code, 1);
  match(stdout, /^other: .*differ/m);
  match(stdout, /^other: .*PermissionsBoundary/m);
  match(stdout, /^policies: other\/Role \(other-role\) is deployed with more .* s3:/m);
});

test('change sets of old plans go and are told; a young one stays', async (t) => {
  const young = { StackName: 'p-dev-app', ChangeSetName: 'p-young-1', TemplateBody: JSON.stringify(OTHER) };
  await clients.cloudformation.send(new CreateChangeSetCommand({ ...young, Capabilities: ['CAPABILITY_NAMED_IAM'] }));
  const { code, stdout } = await drift(await checkout(t), '--format=json');
  equal(code, 0);
  const [app] = JSON.parse(stdout).stacks;
  deepEqual(app.removed, { changeSets: [], stack: false });
});

test('a template that cannot be read leaves its policies open, which is no agreement', async (t) => {
  const root = await checkout(t);
  await writeFile(join(root, 'templates/app.json'), '{"Resources": {');
  const { code, stdout } = await drift(root, '--format=markdown');
  equal(code, 1);
  match(stdout, /^\*\*Nothing was found to differ, and not everything could be checked\*\*/);
  match(stdout, /### Not checked[\s\S]*the policies of app were not compared: its template cannot be read/);
});

test('a mistake is one line that says what to do', async (t) => {
  const root = await checkout(t);
  const wrong = await drift(root, '--write=sarif=a');
  deepEqual([wrong.code, wrong.stdout], [2, '']);
  match(wrong.stderr, /^drift: --write takes FORMAT=FILE, the format one of text\|json\|markdown, not 'sarif=a'\n$/);
  await symlink(join(root, 'templates'), join(root, 'out'));
  const linked = await drift(root, '--write=text=out/a.txt');
  equal(linked.code, 2);
  match(linked.stderr, /^drift: --write does not follow links: out is one; write out\/a\.txt elsewhere\n$/);
});
