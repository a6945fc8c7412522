import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { before, type TestContext, test } from 'node:test';
import { DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import {
  AttachRolePolicyCommand,
  CreatePolicyVersionCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { DeleteBucketPolicyCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { readForReview } from '../../../scripts/access/read/read.ts';
import { type LiveClients, liveClients } from '../../../scripts/deployment/readback/clients.ts';
import type { EmbeddedAws } from '../../../scripts/embedded/start.ts';
import type { ReviewFinding } from '../../../scripts/review/check.ts';
import { type LiveReview, liveFindings } from '../../../scripts/review/live/live.ts';
import { folder as repository } from '../../access/read/fixture.ts';
import { deploy } from '../../embedded/fixture.ts';
import { awsForFile } from '../../embedded/own-aws.ts';
import { environment as environmentWith } from '../../template/fixture.ts';
import { fakeAws } from './fake-aws.ts';
import { allow, document, knowledge, LAMBDA, role } from './fixture.ts';

const sub = (text: string) => ({ 'Fn::Sub': text });
const getAtt = (...names: string[]) => ({ 'Fn::GetAtt': names });
const SQS = document({
  ...allow('sqs:SendMessage', getAtt('Queue', 'Arn')),
  Principal: { AWS: '444455556666' },
});
const TLS = {
  ...{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: sub('${Bucket.Arn}/*') },
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const STREAM = allow('dynamodb:GetRecords', getAtt('Table', 'StreamArn'));

/** A stack with a parameter, a condition, an attribute that only the service knows, and one policy of each kind. */
const TEMPLATE = {
  Parameters: { Folder: { Type: 'String', Default: 'a' }, Wide: { Type: 'String', Default: 'no' } },
  Conditions: { IsWide: { 'Fn::Equals': [{ Ref: 'Wide' }, 'yes'] } },
  Resources: {
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: sub('live-${AWS::AccountId}') } },
    BucketPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument: document(TLS) },
    },
    Queue: { Type: 'AWS::SQS::Queue' },
    QueuePolicy: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: [{ Ref: 'Queue' }], PolicyDocument: SQS } },
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
      },
    },
    Shared: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { PolicyDocument: document(allow('sqs:ReceiveMessage', getAtt('Queue', 'Arn'))) },
    },
    Role: role([allow(['s3:GetObject', 's3:GetObjectVersion'], sub('${Bucket.Arn}/${Folder}/*')), STREAM], {
      RoleName: 'live-role',
      ManagedPolicyArns: [{ Ref: 'Shared' }],
    }),
    Extra: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyName: 'extra',
        Roles: [{ Ref: 'Role' }],
        PolicyDocument: document({
          'Fn::If': ['IsWide', allow('s3:*'), allow('s3:ListBucket', getAtt('Bucket', 'Arn'))],
        }),
      },
    },
    WideRole: { ...role([allow('*')]), Condition: 'IsWide' },
  },
};

let aws: EmbeddedAws;
let clients: LiveClients;
before(async () => {
  aws = await awsForFile();
  const { endpoint, credentials, region } = aws;
  clients = liveClients({ region, endpoint, credentials });
  await deploy(aws, 'p-dev-app', TEMPLATE);
});

async function live(t: TestContext, written: object = TEMPLATE): Promise<LiveReview> {
  const root = await repository(t, {
    'templates/app.json': JSON.stringify(written, null, 1),
    'templates/more.yaml': 'Resources: {Q: {Type: AWS::SQS::Queue}}',
  });
  const fake = await fakeAws(t, { '/policy/validation': () => ({ findings: [] }) });
  const head = await readForReview(root);
  const environment = environmentWith({ name: 'dev', region: aws.region, account: aws.accountId, prefix: 'p' });
  return liveFindings({
    ...{ root, environment, region: aws.region, head, base: null, access: null, known: [], knowledge },
    // The embedded AWS has no Access Analyzer.
    clients: () => ({ ...clients, accessAnalyzer: fake.clients.accessAnalyzer }),
  });
}

const inShort = ({ rule, severity, logicalId, message }: ReviewFinding) => [
  rule,
  severity,
  logicalId,
  actionIn(message),
];
const actionIn = (message: string) => /\b\w+:[A-Z]\w+|A(?:RO|ID)A\w+/.exec(message)?.[0];

const YOUNG = '1 of 1 roles are younger than 90 days: what they use is not looked at';
const MISSING = 'the stack more is not deployed: there is no p-dev-more in us-east-1';

test('what is deployed as it is written has no drift, with its parameters, conditions, names and attributes', async (t) => {
  deepEqual(await live(t), { findings: [], notes: [MISSING, YOUNG] });
});

test('a policy added by hand, and one attached, are drift with a witness', async (t) => {
  const { iam } = clients;
  const RoleName = 'live-role';
  const PolicyArn = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';
  const added = { RoleName, PolicyName: 'by-hand', PolicyDocument: JSON.stringify(document(allow('iam:PassRole'))) };
  await iam.send(new PutRolePolicyCommand(added));
  const { findings } = await live(t);
  deepEqual(findings.map(inShort), [
    ['access-drift', 'error', 'Role', 'iam:PassRole'],
    ['access-drift', 'error', 'Role', undefined],
  ]);
  const [gain, policy] = findings;
  match(
    gain?.message ?? '',
    /^app\/Role \(live-role\) is deployed with more than the repository gives, in its policies: iam:PassRole on \*; for example arn:aws:iam::\d+:role\/live-role calling iam:PassRole on /,
  );
  match(policy?.message ?? '', /has in the account what the repository does not: by-hand$/);
  await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'by-hand' }));
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  const attached = await live(t);
  ok(attached.findings.some(({ message, severity }) => severity === 'error' && message.includes(PolicyArn)));
  ok(attached.findings.some(({ message }) => message.includes('s3:Get*')));
  await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
});

test('a grant taken away by hand is less, at the statement that gives it', async (t) => {
  await clients.iam.send(new DeleteRolePolicyCommand({ RoleName: 'live-role', PolicyName: 'extra' }));
  const { findings } = await live(t);
  deepEqual(findings.map(inShort), [['access-drift', 'warning', 'Role', 's3:ListBucket']], JSON.stringify(findings));
  equal(findings[0]?.statement, 0);
});

test('a trust policy that is wider, and a principal that is gone', async (t) => {
  const PolicyDocument = JSON.stringify(
    document(...LAMBDA.Statement, {
      ...{ Effect: 'Allow', Action: 'sts:AssumeRole' },
      Principal: { AWS: ['AROAEXAMPLEEXAMPLE123', 'arn:aws:iam::444455556666:root'] },
    }),
  );
  await clients.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'live-role', PolicyDocument }));
  const { findings } = await live(t);
  const about = findings.filter(({ message }) => message.includes('trust policy'));
  deepEqual(about.map(inShort).sort(), [
    ['access-drift', 'error', 'Role', 'sts:AssumeRole'],
    ['dangling-principal', 'error', 'Role', 'AROAEXAMPLEEXAMPLE123'],
  ]);
  ok(about.some(({ message }) => message.includes('444455556666')));
});

test('bucket and queue policies, and a managed policy, that were changed by hand', async (t) => {
  const Bucket = `live-${aws.accountId}`;
  const open = {
    Effect: 'Allow',
    Principal: { AWS: '444455556666' },
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${Bucket}/*`,
  };
  await clients.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(document(open)) }));
  const { StackResources: resources = [] } = await clients.cloudformation.send(
    new DescribeStackResourcesCommand({ StackName: 'p-dev-app' }),
  );
  const physical = (id: string) =>
    resources.find(({ LogicalResourceId }) => LogicalResourceId === id)?.PhysicalResourceId ?? '';
  await clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl: physical('Queue'), Attributes: { Policy: '' } }));
  const wide = JSON.stringify(document(allow('sqs:*')));
  const version = { PolicyArn: physical('Shared'), PolicyDocument: wide, SetAsDefault: true };
  await clients.iam.send(new CreatePolicyVersionCommand(version));
  const { findings } = await live(t);
  const of = (id: string) => findings.filter(({ logicalId }) => logicalId === id);
  ok(
    of('Bucket').some(({ severity, message }) => severity === 'error' && message.includes('s3:GetObject')),
    JSON.stringify(of('Bucket')),
  );
  deepEqual(of('Queue').map(inShort), [['access-drift', 'warning', 'Queue', 'sqs:SendMessage']]);
  ok(of('Shared').some(({ severity }) => severity === 'error'));
  await clients.s3.send(new DeleteBucketPolicyCommand({ Bucket }));
  const gone = (await live(t)).findings.filter(({ logicalId }) => logicalId === 'Bucket');
  deepEqual(
    gone.map(({ severity }) => severity).filter((one) => one === 'warning'),
    [],
  );
});

test('what the repository has beyond the stack is noted, and what it no longer has is drift', async (t) => {
  const { Role, Queue: _, QueuePolicy: _gone, Shared: _shared, Extra: _extra, ...rest } = TEMPLATE.Resources;
  const { findings, notes } = await live(t, { ...TEMPLATE, Resources: { ...rest, Other: Role } });
  ok(notes.includes('not deployed yet in stack app: Other'), notes.join('\n'));
  ok(findings.some(({ logicalId, severity, line }) => logicalId === 'Role' && severity === 'error' && line === 1));
});

test('what cannot be known or read is noted, and not compared', async (t) => {
  const unheard = role([allow('s3:GetObject', sub('${Table.Unheard}'))], { RoleName: 'live-role' });
  const unknown = await live(t, { ...TEMPLATE, Resources: { ...TEMPLATE.Resources, Role: unheard } });
  ok(unknown.notes.includes('app/Role was not compared: what ${Table.Unheard} came to is not known'));
  deepEqual(
    unknown.findings.filter(({ logicalId }) => logicalId === 'Role'),
    [],
  );
  const absent = role([], { RoleName: 'live-role', ManagedPolicyArns: ['arn:aws:iam::aws:policy/NoSuchPolicy'] });
  const { notes } = await live(t, { ...TEMPLATE, Resources: { ...TEMPLATE.Resources, Role: absent } });
  ok(notes.includes('app/Role was not compared: not all of its policies could be read'), notes.join('\n'));
  ok(
    notes.some((note) => note.startsWith('iam:GetPolicy was not answered for arn:aws:iam::aws:policy/NoSuchPolicy: ')),
  );
});
