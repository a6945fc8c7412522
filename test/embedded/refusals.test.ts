import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createConnection } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { createCallRecord } from '../../scripts/embedded/calls.ts';
import { type Front, startFront } from '../../scripts/embedded/front.ts';
import { createIssuer } from '../../scripts/embedded/oidc/issuer.ts';
import { refusalFor } from '../../scripts/embedded/refusals.ts';

const issuer = await createIssuer();
const web = {
  ...{ RoleArn: 'arn:aws:iam::123456789012:role/r', RoleSessionName: 's' },
  WebIdentityToken: await issuer.sign({ sub: 's' }, { audience: 'a' }),
};

let front: Front;

beforeEach(async () => {
  front = await startFront(0, createCallRecord());
  front.trustIssuer(issuer.issuer, issuer.keys, ['a']);
});

afterEach(() => front.close());

/** One call of each protocol, by the clients that commands use. */
function calls(endpoint: string): Record<string, () => Promise<unknown>> {
  const options = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 's' } };
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  const unsigned = new S3Client({ ...options, forcePathStyle: true, signer: { sign: async (request) => request } });
  const object = { Bucket: 'b', Key: 'k' };
  return {
    'S3 (list)': () => s3.send(new ListBucketsCommand({})),
    'S3 (get)': () => s3.send(new GetObjectCommand(object)),
    'S3 (put)': () => s3.send(new PutObjectCommand({ ...object, Body: 'body' })),
    'S3 (unsigned)': () => unsigned.send(new GetObjectCommand(object)),
    STS: () => new STSClient(options).send(new GetCallerIdentityCommand({})),
    'STS (unsigned)': () => new STSClient(options).send(new AssumeRoleWithWebIdentityCommand(web)),
    CloudFormation: () => new CloudFormationClient(options).send(new DescribeStacksCommand({})),
    DynamoDB: () => new DynamoDBClient(options).send(new GetItemCommand({ TableName: 't', Key: { id: { S: '1' } } })),
    SQS: () => new SQSClient(options).send(new ListQueuesCommand({})),
    Lambda: () => new LambdaClient(options).send(new GetFunctionCommand({ FunctionName: 'f' })),
  };
}

/** Every client shows the front's own line, and soon. */
async function allSay(name: string, message: RegExp): Promise<void> {
  for (const [service, call] of Object.entries(calls(`http://127.0.0.1:${front.port}`))) {
    const began = Date.now();
    await assert.rejects(call, (error: Error) => {
      assert.equal(error.name, name, `${service}: ${error}`);
      assert.match(error.message, message, service);
      return true;
    });
    assert.ok(Date.now() - began < 5_000, service);
  }
}

describe('AWS SDKs understand', () => {
  it('that nothing runs', () => allSay('ServiceUnavailable', /^The embedded AWS is not running\.$/));

  it('that MiniStack died under way', async () => {
    const upstream = createServer((incoming) => incoming.socket.destroy()).listen(0, '127.0.0.1');
    await new Promise((resolve) => upstream.once('listening', resolve));
    const address = upstream.address();
    assert.ok(address !== null && typeof address === 'object');
    front.use({ port: address.port, token: 'token' });
    try {
      await allSay('ServiceUnavailable', /^The embedded AWS gave no answer: (ECONNRESET|EPIPE)\.$/);
    } finally {
      upstream.close();
    }
  });
});

describe('the form of a refusal', () => {
  it('is a line for whoever is no SDK', () => {
    assert.deepEqual(refusalFor({ accept: 'text/html' }, 421, 'Not <here>.'), {
      contentType: 'text/plain; charset=utf-8',
      body: 'Not <here>.\n',
    });
  });

  it('names the error as AWS would, and escapes what XML needs escaped', () => {
    const { body } = refusalFor({ 'x-amz-date': '20260101T000000Z' }, 421, 'Not <here> & there.');
    assert.match(body, /^<Error><Code>MisdirectedRequest<\/Code><Message>Not &lt;here&gt; &amp; there\.</);
  });

  it('is wrapped for the other services that speak XML', () => {
    const authorization =
      'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/cloudfront/aws4_request, SignedHeaders=host';
    assert.match(refusalFor({ authorization }, 502, 'No.').body, /^<ErrorResponse><Error>/);
  });
});

it('reaches a caller that sends another host', async () => {
  const socket = createConnection(front.port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: evil.example\r\nX-Amz-Date: 20260101T000000Z\r\n\r\n');
  let text = '';
  for await (const chunk of socket) text += chunk;
  assert.match(text, /^HTTP\/1\.1 421 .*<Code>MisdirectedRequest<\/Code>/s);
});
