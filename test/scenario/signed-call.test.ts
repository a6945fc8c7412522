import { equal, match, rejects } from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { signedCall } from '../../scripts/scenario/signed-call.ts';

const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'token' };

/** The place of a server that lives as long as the test. */
async function serving(t: TestContext, listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials };
}

test('a call is signed for its service, with the session and all its headers', async (t) => {
  let seen: IncomingHttpHeaders = {};
  const place = await serving(t, (request, response) => {
    seen = request.headers;
    response.end('done');
  });
  equal(await signedCall(place, { service: 'ssm', headers: { 'x-amz-target': 'A.B' }, body: '{}' }), 'done');
  const signed = 'SignedHeaders=host;x-amz-date;x-amz-security-token;x-amz-target, Signature=[0-9a-f]{64}$';
  const scope = 'AWS4-HMAC-SHA256 Credential=AKID/\\d{8}/us-east-1/ssm/aws4_request, ';
  match(seen.authorization ?? '', new RegExp(`^${scope}${signed}`));
  equal(seen['x-amz-security-token'], 'token');
});

const FAILURES: [what: string, status: number, body: string, name: string][] = [
  ['JSON', 400, '{"__type":"AccessDeniedException","message":"no"}', 'AccessDeniedException'],
  ['JSON with a namespace', 400, '{"__type": "com.amazon#NotFound"}', 'NotFound'],
  ['XML', 403, '<Error><Code>AccessDenied</Code></Error>', 'AccessDenied'],
  ['neither', 502, 'bad gateway', 'Error'],
];

for (const [what, status, body, name] of FAILURES) {
  test(`a failure in ${what} has its name and status`, async (t) => {
    const place = await serving(t, (_request, response) => void response.writeHead(status).end(body));
    const call = signedCall(place, { service: 'apigateway', method: 'GET', path: '/apikeys' });
    await rejects(call, { name, message: body, $metadata: { httpStatusCode: status } });
  });
}
