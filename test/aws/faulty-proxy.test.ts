import assert from 'node:assert/strict';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { FAULT_KINDS, type FaultKind, type FaultyProxyOptions, leadThrough, startFaultyProxy } from './faulty-proxy.ts';

interface Received {
  request: IncomingMessage;
  body: string;
}

const ANSWER = '<answer/>'.repeat(100);

async function behindProxy(t: TestContext, options: Partial<FaultyProxyOptions>) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    received.push({ request, body: Buffer.concat(await request.toArray()).toString() });
    response.writeHead(200, { 'x-told': 'yes', 'content-length': ANSWER.length }).end(ANSWER);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const proxy = await startFaultyProxy({ target, share: 1, seed: 1, ...options });
  t.after(() => proxy.close());
  return { received, proxy, target };
}

const query = { method: 'POST', body: 'Version=2010-05-15&Action=ListStacks' };

test('passes on what it leaves alone, as it was sent', async (t) => {
  const { received, proxy } = await behindProxy(t, { share: 0 });
  const response = await fetch(`${proxy.endpoint}/a%20b?c=d`, { ...query, headers: { Authorization: 'signed' } });
  assert.deepEqual([response.status, response.headers.get('x-told'), await response.text()], [200, 'yes', ANSWER]);
  const [one] = received;
  assert.deepEqual(
    [one?.request.url, one?.request.headers.host, one?.request.headers.authorization, one?.body],
    ['/a%20b?c=d', new URL(proxy.endpoint).host, 'signed', query.body],
  );
  assert.deepEqual(proxy.calls, [{ operation: 'ListStacks', fault: null }]);
});

const throttled: [string, RequestInit, number, RegExp, string][] = [
  ['the query API', query, 400, /<Code>Throttling<\/Code>/, 'ListStacks'],
  ['S3', { method: 'PUT', body: 'bytes' }, 503, /<Error><Code>SlowDown<\/Code>/, 'PUT'],
  ['JSON', { method: 'POST', headers: { 'X-Amz-Target': 'T.Get' }, body: '{}' }, 400, /ThrottlingException/, 'T.Get'],
];

for (const [service, init, status, text, operation] of throttled) {
  test(`throttles in the form of ${service}, without passing the call on`, async (t) => {
    const { received, proxy } = await behindProxy(t, { kinds: ['throttle'] });
    const response = await fetch(proxy.endpoint, init);
    assert.equal(response.status, status);
    assert.match(await response.text(), text);
    assert.deepEqual(received, []);
    assert.deepEqual(proxy.calls, [{ operation, fault: 'throttle' }]);
  });
}

test('a client that is led through the proxy goes on to address the target', async (t) => {
  const { received, proxy, target } = await behindProxy(t, { share: 0 });
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  const client = new S3Client({ endpoint: target, region: 'us-east-1', credentials, forcePathStyle: true });
  leadThrough(proxy, client);
  await client.send(new DeleteObjectCommand({ Bucket: 'bucket', Key: 'key' }));
  client.destroy();
  assert.equal(received[0]?.request.headers.host, new URL(target).host);
  assert.match(String(received[0]?.request.headers.authorization), /SignedHeaders=[^,]*host/);
  assert.deepEqual(proxy.calls, [{ operation: 'DELETE', fault: null }]);
});

test('fails with a status of the server', async (t) => {
  const { received, proxy } = await behindProxy(t, { kinds: ['fail'] });
  const statuses = new Set<number>();
  for (let index = 0; index < 20; index++) statuses.add((await fetch(proxy.endpoint, query)).status);
  assert.deepEqual([[...statuses].sort(), received.length], [[500, 503], 0]);
});

for (const [kind, carriedOut] of [
  ['reset', 0],
  ['lose', 1],
] as const) {
  test(`${kind}: no answer, and the call was made ${carriedOut} times`, async (t) => {
    const { received, proxy } = await behindProxy(t, { kinds: [kind] });
    await assert.rejects(fetch(proxy.endpoint, query));
    assert.equal(received.length, carriedOut);
  });
}

test('cut: the answer begins and does not end', async (t) => {
  const { received, proxy } = await behindProxy(t, { kinds: ['cut'] });
  const response = await fetch(proxy.endpoint, query);
  assert.equal(response.status, 200);
  await assert.rejects(response.text());
  assert.equal(received.length, 1);
});

test('delay: the answer is whole', async (t) => {
  const { proxy } = await behindProxy(t, { kinds: ['delay'], delayMs: 1 });
  assert.equal(await (await fetch(proxy.endpoint, query)).text(), ANSWER);
});

test('the seed decides what goes wrong, about as often as asked', async (t) => {
  const faults = async (seed: number): Promise<(FaultKind | null)[]> => {
    const { proxy } = await behindProxy(t, { share: 0.2, seed, delayMs: 1 });
    for (let index = 0; index < 100; index++)
      await fetch(proxy.endpoint, query)
        .then((one) => one.text())
        .catch(() => {});
    return proxy.calls.map(({ fault }) => fault);
  };
  const first = await faults(7);
  assert.deepEqual(await faults(7), first);
  assert.notDeepEqual(await faults(8), first);
  const share = first.filter((fault) => fault !== null).length / first.length;
  assert.ok(share > 0.1 && share < 0.3, String(share));
  assert.ok(new Set(first).size >= FAULT_KINDS.length - 1);
});

test('an endpoint that is not there is a broken connection', async (t) => {
  const { proxy } = await behindProxy(t, { share: 0, target: 'http://127.0.0.1:1' });
  await assert.rejects(fetch(proxy.endpoint, query));
});
