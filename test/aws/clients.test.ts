import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { awsClients } from '../../scripts/aws/clients.ts';
import { callerIdentity } from '../../scripts/aws/identity.ts';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };

const DENIED =
  '<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error><RequestId>r-1</RequestId></ErrorResponse>';

async function serverThatRefuses(t: { after(done: () => unknown): void }, status = 403, body = DENIED) {
  const seen: { url: string; host: string; authorization: string }[] = [];
  const server = createServer((request, response) => {
    const { host = '', authorization = '' } = request.headers;
    seen.push({ url: request.url ?? '', host, authorization });
    response.writeHead(status, { 'x-amzn-requestid': 'r-1', 'content-type': 'text/xml' });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return { seen, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test('errors say which call they came from', async (t) => {
  const { endpoint } = await serverThatRefuses(t);
  const { sts } = awsClients({ region: 'eu-west-1', endpoint, credentials });
  const denied = { name: 'AccessDenied', call: 'sts:GetCallerIdentity' };
  await assert.rejects(sts.send(new GetCallerIdentityCommand({})), denied);
});

const STRANGERS: [status: number, body: string, message: string][] = [
  [421, '\nno such host here\nsecond line', 'HTTP 421: no such host here'],
  [407, '<html><br>\n##[error]\u001b[2K</html>', 'HTTP 407: <html><br>'],
  [407, '##[error]x', 'HTTP 407: # #[error]x'],
  [200, `<a>${'x'.repeat(500)}`, `HTTP 200: <a>${'x'.repeat(157)}…`],
];

for (const [status, body, message] of STRANGERS) {
  test(`an answer that is not of AWS shows its status and first line: ${message.slice(0, 40)}`, async (t) => {
    const { endpoint } = await serverThatRefuses(t, status, body);
    const clients = awsClients({ region: 'eu-west-1', endpoint, credentials });
    await assert.rejects(clients.cloudformation.send(new DescribeStacksCommand({})), {
      name: 'UnreadableAnswer',
      message,
      call: 'cloudformation:DescribeStacks',
    });
    await assert.rejects(callerIdentity(clients), {
      name: 'UserError',
      message: `what answers at ${endpoint} is not AWS: check AWS_ENDPOINT_URL, and the proxy settings (UnreadableAnswer from sts:GetCallerIdentity: ${message})`,
    });
  });
}

test('an error without a code shows its status', async (t) => {
  const { endpoint } = await serverThatRefuses(t, 400, '');
  const { s3 } = awsClients({ region: 'eu-west-1', endpoint, credentials });
  const message = 'HTTP 400 without an error code';
  await assert.rejects(s3.send(new HeadObjectCommand({ Bucket: 'artifacts', Key: 'a' })), { name: 'Unknown', message });
});

test('buckets are in the path at an endpoint of one’s own', async (t) => {
  const { endpoint, seen } = await serverThatRefuses(t);
  const { s3 } = awsClients({ region: 'eu-west-1', endpoint, credentials });
  await assert.rejects(s3.send(new HeadObjectCommand({ Bucket: 'artifacts', Key: 'a' })), { call: 's3:HeadObject' });
  assert.equal(seen[0]?.url, '/artifacts/a');
});

test('all clients of a region sign with the same credentials', async (t) => {
  const { endpoint, seen } = await serverThatRefuses(t);
  const clients = awsClients({ region: 'eu-west-1', endpoint, credentials });
  await assert.rejects(clients.sts.send(new GetCallerIdentityCommand({})));
  await assert.rejects(clients.s3.send(new HeadObjectCommand({ Bucket: 'artifacts', Key: 'a' })));
  for (const { authorization } of seen) assert.match(authorization, /Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\//);
  assert.equal(seen.length, 2);
});

test('without an endpoint, AWS itself', async () => {
  const before = process.env.AWS_ENDPOINT_URL;
  delete process.env.AWS_ENDPOINT_URL;
  try {
    const { endpoint, s3 } = awsClients({ region: 'eu-west-1', credentials });
    assert.deepEqual([endpoint, s3.config.forcePathStyle], [null, false]);
  } finally {
    if (before !== undefined) process.env.AWS_ENDPOINT_URL = before;
  }
});
