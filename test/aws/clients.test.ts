import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { awsClients } from '../../scripts/aws/clients.ts';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };

async function serverThatRefuses(t: { after(done: () => unknown): void }) {
  const seen: { url: string; host: string; authorization: string }[] = [];
  const server = createServer((request, response) => {
    const { host = '', authorization = '' } = request.headers;
    seen.push({ url: request.url ?? '', host, authorization });
    response.writeHead(403, { 'x-amzn-requestid': 'r-1', 'content-type': 'text/xml' });
    response.end(
      '<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error><RequestId>r-1</RequestId></ErrorResponse>',
    );
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
