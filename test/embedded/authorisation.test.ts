import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import type { Call } from '../../scripts/embedded/calls.ts';
import { createIssuer } from '../../scripts/embedded/oidc/issuer.ts';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { accountRoot, clientOptions, deploy, remove, role, start, temporaryFolder } from './fixture.ts';
import { byRole, denied } from './found-calls.ts';

const objects = { 'Fn::Sub': '${Bucket.Arn}/*' };
const deny = {
  Sid: 'NoSecrets',
  Effect: 'Deny',
  Action: 's3:PutObject',
  Resource: { 'Fn::Sub': '${Bucket.Arn}/no/*' },
};
const template = {
  Resources: {
    Bucket: { Type: 'AWS::S3::Bucket' },
    TlsOnly: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'Bucket' },
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: {
            Sid: 'TlsOnly',
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Resource: objects,
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        },
      },
    },
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'Id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'Id', KeyType: 'HASH' }],
      },
    },
    Writer: role(accountRoot, [
      { Effect: 'Allow', Action: 's3:PutObject', Resource: objects },
      deny,
      { Effect: 'Allow', Action: 's3:DeleteObject', Resource: { 'Fn::Sub': '${Bucket.Arn}/k/*' } },
      { Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: { 'Fn::GetAtt': ['Table', 'Arn'] } },
    ]),
    Closed: role({ Service: 'ec2.amazonaws.com' }, []),
  },
  Outputs: {
    Bucket: { Value: { Ref: 'Bucket' } },
    Table: { Value: { Ref: 'Table' } },
    Writer: { Value: { Ref: 'Writer' } },
    WriterArn: { Value: { 'Fn::GetAtt': ['Writer', 'Arn'] } },
    ClosedArn: { Value: { 'Fn::GetAtt': ['Closed', 'Arn'] } },
  },
};

let folder: string;
let aws: EmbeddedAws;
let names: Record<'Bucket' | 'Table' | 'Writer' | 'WriterArn' | 'ClosedArn', string>;
let session: string;
const clients: { destroy(): void }[] = [];

function made<T extends { destroy(): void }>(client: T): T {
  clients.push(client);
  return client;
}

async function assumed(endpoint = aws.endpoint) {
  const sts = made(new STSClient(clientOptions(aws)));
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: names.WriterArn, RoleSessionName: 'me' }));
  assert.ok(Credentials?.AccessKeyId && Credentials.SecretAccessKey && Credentials.SessionToken);
  const credentials = {
    accessKeyId: Credentials.AccessKeyId,
    secretAccessKey: Credentials.SecretAccessKey,
    sessionToken: Credentials.SessionToken,
  };
  return clientOptions(aws, { credentials, endpoint });
}

async function recorded(work: () => Promise<unknown>): Promise<Call[]> {
  const mark = aws.calls.mark();
  await work();
  return aws.calls.since(mark);
}

before(async () => {
  folder = await temporaryFolder();
  aws = await start(folder);
  names = (await deploy(aws, 'authorisation', template)) as typeof names;
  session = `arn:aws:sts::${aws.accountId}:assumed-role/${names.Writer}/me`;
});

after(async () => {
  for (const client of clients) client.destroy();
  await aws.stop();
  await remove(folder);
});

describe('the record of decisions', () => {
  it('names the account root', async () => {
    const s3 = made(new S3Client(clientOptions(aws)));
    const [call] = await recorded(() => s3.send(new ListBucketsCommand({})));
    const principal = `arn:aws:iam::${aws.accountId}:root`;
    const check = { principal, action: 's3:ListAllMyBuckets', resource: '*', decision: 'Allowed', reason: null };
    assert.deepEqual(call?.checks, [check]);
    assert.equal(call?.status, 200);
  });

  it('has what a role was allowed', async () => {
    const options = await assumed();
    const s3 = made(new S3Client(options));
    const dynamodb = made(new DynamoDBClient(options));
    const [put, item] = await recorded(async () => {
      await s3.send(new PutObjectCommand({ Bucket: names.Bucket, Key: 'a/b', Body: 'x' }));
      await dynamodb.send(new PutItemCommand({ TableName: names.Table, Item: { Id: { S: '1' } } }));
    });
    const resource = `arn:aws:s3:::${names.Bucket}/a/b`;
    const check = { principal: session, action: 's3:PutObject', resource, decision: 'Allowed', reason: null };
    assert.deepEqual(put?.checks, [check]);
    const table = `arn:aws:dynamodb:${aws.region}:${aws.accountId}:table/${names.Table}`;
    assert.deepEqual(item?.checks, [{ ...check, action: 'dynamodb:PutItem', resource: table }]);
  });

  it('has what a role was denied, in silence or by a statement', async () => {
    const options = await assumed();
    const s3 = made(new S3Client(options));
    const dynamodb = made(new DynamoDBClient(options));
    const found = await recorded(async () => {
      const { Bucket, Table } = names;
      await assert.rejects(s3.send(new GetObjectCommand({ Bucket, Key: 'a' })), { name: 'AccessDenied' });
      await assert.rejects(s3.send(new PutObjectCommand({ Bucket, Key: 'no/x', Body: 'x' })), { name: 'AccessDenied' });
      const get = new GetItemCommand({ TableName: Table, Key: { Id: { S: '1' } } });
      await assert.rejects(dynamodb.send(get), { name: 'AccessDeniedException' });
    });
    assert.deepEqual(denied(found), found);
    assert.deepEqual(byRole(found, names.Writer), found);
    assert.deepEqual(
      found.map(({ checks: [check] }) => [check?.action, check?.decision, check?.reason]),
      [
        ['s3:GetObject', 'ImplicitlyDenied', null],
        ['s3:PutObject', 'ExplicitlyDenied', 'statement NoSecrets of an identity policy'],
        ['dynamodb:GetItem', 'ImplicitlyDenied', null],
      ],
    );
  });

  it('has the query protocol, and calls that need no permission', async () => {
    const sts = made(new STSClient(await assumed()));
    const [call] = await recorded(() => sts.send(new GetCallerIdentityCommand({})));
    assert.equal(call?.method, 'POST');
    const resource = call?.checks[0]?.resource;
    const check = { principal: session, action: 'sts:GetCallerIdentity', resource, decision: 'Allowed', reason: null };
    assert.deepEqual(call?.checks, [check]);
  });

  it('has both sides of AssumeRole: the caller and the trust of the role', async () => {
    const sts = made(new STSClient(clientOptions(aws)));
    const assume = (RoleArn: string) => sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me' }));
    const [open, closed] = await recorded(async () => {
      await assume(names.WriterArn);
      const stranger = made(new STSClient(await assumed()));
      await assert.rejects(stranger.send(new AssumeRoleCommand({ RoleArn: names.WriterArn, RoleSessionName: 'x' })));
    }).then((calls) => [calls[0], calls.at(-1)]);
    const root = `arn:aws:iam::${aws.accountId}:root`;
    const check = { principal: root, action: 'sts:AssumeRole', resource: names.WriterArn, decision: 'Allowed' };
    assert.deepEqual(open?.checks, [
      { ...check, reason: null },
      { ...check, reason: null },
    ]);
    assert.equal(denied(closed ? [closed] : []).length, 1);
    assert.equal(closed?.checks[0]?.principal, session);
  });

  it('has a trust policy that does not trust', async () => {
    const sts = made(new STSClient(clientOptions(aws)));
    const issuer = await createIssuer();
    aws.trustIssuer('https://issuer.example', issuer.keys, ['a']);
    const WebIdentityToken = await issuer.sign({ iss: 'https://issuer.example', aud: 'a', sub: 's' });
    const input = { RoleArn: names.ClosedArn, RoleSessionName: 'me', WebIdentityToken };
    const [call] = await recorded(() =>
      assert.rejects(sts.send(new AssumeRoleWithWebIdentityCommand(input)), { name: 'AccessDenied' }),
    );
    const trust = call?.checks.find(({ reason }) => reason === "the role's trust policy");
    assert.deepEqual([trust?.action, trust?.decision], ['sts:AssumeRoleWithWebIdentity', 'ImplicitlyDenied']);
    assert.match(trust?.principal ?? '', /oidc-provider\/issuer\.example$/);
  });

  it('has credentials that were refused', async () => {
    const options = await assumed();
    const credentials = { ...options.credentials, secretAccessKey: 'wrong' };
    const dynamodb = made(new DynamoDBClient(clientOptions(aws, { credentials })));
    const put = new PutItemCommand({ TableName: names.Table, Item: { Id: { S: '1' } } });
    const [call] = await recorded(() => assert.rejects(dynamodb.send(put)));
    assert.deepEqual(
      call?.checks.map(({ principal, decision }) => [principal, decision]),
      [['*', 'Unauthenticated']],
    );
    assert.match(call?.checks[0]?.reason ?? '', /Signature/);
  });

  it('has callers without credentials', async () => {
    const [call] = await recorded(() => fetch(`${aws.endpoint}/${names.Bucket}/a/b`));
    assert.equal(call?.status, 403);
    assert.deepEqual(
      call?.checks.map(({ principal, action, decision }) => [principal, action, decision]),
      [['*', 's3:GetObject', 'ImplicitlyDenied']],
    );
  });

  it('lets nobody without credentials list or make buckets', async () => {
    const found = await recorded(async () => {
      await fetch(aws.endpoint);
      await fetch(`${aws.endpoint}/new-bucket`, { method: 'PUT' });
    });
    const [list, create] = found.map(({ status, checks: [check] }) => [status, check?.action, check?.decision]);
    assert.deepEqual(list, [403, 's3:ListAllMyBuckets', 'ImplicitlyDenied']);
    assert.deepEqual(create, [403, 's3:CreateBucket', 'ImplicitlyDenied']);
  });

  it('keeps a denial however many checks come before it, and counts what it drops', async () => {
    const s3 = made(new S3Client(await assumed()));
    const Objects = Array.from({ length: 120 }, (_, i) => ({ Key: `k/${i}` }));
    const remove = (keys: typeof Objects) =>
      s3.send(new DeleteObjectsCommand({ Bucket: names.Bucket, Delete: { Objects: keys } }));
    const [allowed, refused] = await recorded(async () => {
      await remove(Objects);
      await assert.rejects(remove([...Objects, { Key: 'other' }]), { name: 'AccessDenied' });
    });
    assert.deepEqual([allowed?.checks.length, denied(allowed ? [allowed] : [])], [100, []]);
    assert.equal(refused?.checks.length, 101);
    assert.equal(refused?.checks.at(-1)?.resource, `arn:aws:s3:::${names.Bucket}/other`);
    assert.ok(allowed?.omitted && allowed.omitted === refused?.omitted);
  });
});

describe('TLS', () => {
  it('is seen through the front, and missing at its other port', async () => {
    const object = { Bucket: names.Bucket, Key: 'tls' };
    const through = made(new S3Client(await assumed()));
    await through.send(new PutObjectCommand({ ...object, Body: 'x' }));
    const mark = aws.calls.mark();
    const plain = made(new S3Client(await assumed(aws.insecureEndpoint)));
    await assert.rejects(plain.send(new PutObjectCommand({ ...object, Body: 'x' })), { name: 'AccessDenied' });
    const decisions = aws.calls.since(mark).flatMap(({ checks }) => checks.map(({ decision }) => decision));
    assert.ok(decisions.includes('ExplicitlyDenied'), 'calls without TLS are recorded');
    const round = made(new S3Client(await assumed(aws.ownEndpoint)));
    const before = aws.calls.mark();
    await assert.rejects(round.send(new PutObjectCommand({ ...object, Body: 'x' })), { name: 'AccessDenied' });
    assert.equal(aws.calls.mark(), before, 'calls round the front are not');
  });
});
