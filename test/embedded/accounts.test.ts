/** Accounts of one embedded AWS: nothing that one of them does reaches another, and names that AWS has once are there once. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { InvokeCommand, LambdaClient, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { callsOf } from '../../scripts/embedded/calls.ts';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { accountRoot, clientOptions, deploy, remove, role, start, temporaryFolder } from './fixture.ts';

const OTHER = '210987654321';

let folder: string;
let first: EmbeddedAws;
let second: EmbeddedAws;
/** Outputs of the same stack in each. */
let outputs: Record<string, string>[];

const CODE = `exports.handler = async (event) => {
  if (event.wait) await new Promise((resolve) => setTimeout(resolve, event.wait));
  return { statusCode: 200, body: process.env.WHO };
};`;

/** A function that says whose it is, an API before it, a bucket, and a role that may write there in its own account. */
const TEMPLATE = {
  Resources: {
    Caller: role(accountRoot, [{ Effect: 'Allow', Action: 's3:PutObject', Resource: '*' }]),
    Role: role({ Service: 'lambda.amazonaws.com' }, []),
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { 'Fn::Sub': 'of-${AWS::AccountId}' } } },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        ...{ FunctionName: 'who', Runtime: 'nodejs22.x', Handler: 'index.handler', Timeout: 20 },
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Code: { ZipFile: CODE },
        Environment: { Variables: { WHO: { Ref: 'AWS::AccountId' } } },
      },
    },
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'who' } },
    Method: {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        RestApiId: { Ref: 'Api' },
        ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] },
        ...{ HttpMethod: 'GET', AuthorizationType: 'NONE' },
        Integration: {
          ...{ Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST' },
          Uri: {
            'Fn::Sub': 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function.Arn}/invocations',
          },
        },
      },
    },
    Stage: {
      Type: 'AWS::ApiGateway::Deployment',
      DependsOn: 'Method',
      Properties: { RestApiId: { Ref: 'Api' }, StageName: 'prod' },
    },
  },
  Outputs: {
    Api: { Value: { Ref: 'Api' } },
    Bucket: { Value: { Ref: 'Bucket' } },
    Caller: { Value: { 'Fn::GetAtt': ['Caller', 'Arn'] } },
  },
};

before(async () => {
  folder = await temporaryFolder();
  first = await start(folder);
  second = { ...first, accountId: OTHER, credentials: { accessKeyId: OTHER, secretAccessKey: 'any' } };
  outputs = await Promise.all([first, second].map((aws) => deploy(aws, 'who', TEMPLATE)));
});

after(async () => {
  await first?.stop();
  await remove(folder);
});

async function invoke(aws: EmbeddedAws, event: object): Promise<unknown> {
  const client = new LambdaClient(clientOptions(aws));
  try {
    const { Payload } = await client.send(new InvokeCommand({ FunctionName: 'who', Payload: JSON.stringify(event) }));
    return JSON.parse(Buffer.from(Payload ?? []).toString()).body;
  } finally {
    client.destroy();
  }
}

describe('accounts of one embedded AWS', () => {
  it('have functions and roles of the same names', async () => {
    assert.deepEqual(await Promise.all([first, second].map((aws) => invoke(aws, {}))), [first.accountId, OTHER]);
  });

  it('are found by the id of their API, though nobody signs the call', async () => {
    const answers = outputs.map(({ Api }) => fetch(`${first.endpoint}/_aws/execute-api/${Api}/prod/`));
    const bodies = await Promise.all(answers.map(async (answer) => (await answer).text()));
    assert.deepEqual(bodies, [first.accountId, OTHER]);
  });

  it('share the names of buckets, and see their own alone', async () => {
    const [own, others] = [first, second].map((aws) => new S3Client(clientOptions(aws)));
    const taken = new CreateBucketCommand({ Bucket: outputs[0]?.Bucket ?? '' });
    await assert.rejects(others?.send(taken) ?? Promise.resolve(), { name: 'BucketAlreadyExists' });
    const { Buckets = [] } = (await others?.send(new ListBucketsCommand({}))) ?? {};
    assert.deepEqual(
      Buckets.map(({ Name }) => Name),
      [`of-${OTHER}`],
    );
    own?.destroy();
    others?.destroy();
  });

  it('leave each other’s functions at work when they change their own', async () => {
    const working = invoke(second, { wait: 1500 });
    await new Promise((resolve) => setTimeout(resolve, 400));
    const client = new LambdaClient(clientOptions(first));
    await client.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'who', MemorySize: 256 }));
    client.destroy();
    assert.equal(await working, OTHER);
  });

  it('let no role of another one in, whatever its own account allows it', async () => {
    const sts = new STSClient(clientOptions(second));
    const input = { RoleArn: outputs[1]?.Caller, RoleSessionName: 'test' };
    const { Credentials = {} } = await sts.send(new AssumeRoleCommand(input));
    sts.destroy();
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials as Record<string, string>;
    const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    const caller = new S3Client(clientOptions(second, { credentials }));
    const put = (Bucket: string | undefined) => caller.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }));
    await put(outputs[1]?.Bucket);
    const mark = first.calls.mark();
    await assert.rejects(put(outputs[0]?.Bucket), { name: 'AccessDenied' });
    caller.destroy();
    const seen = (accountId: string) => callsOf(first.calls, accountId).since(mark).length;
    assert.deepEqual([seen(first.accountId), seen(OTHER), seen('333333333333')], [1, 1, 0]);
  });
});
