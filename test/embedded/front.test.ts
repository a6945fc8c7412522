import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { UserError } from '../../scripts/cli/errors.ts';
import { type CallRecord, createCallRecord } from '../../scripts/embedded/calls.ts';
import { type Front, startFront } from '../../scripts/embedded/front.ts';

let calls: CallRecord;
let front: Front;
let upstream: Server;
let answer: RequestListener;

beforeEach(async () => {
  calls = createCallRecord();
  front = await startFront(0, calls);
  upstream = createServer((incoming, outgoing) => answer(incoming, outgoing));
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  front.use({ port: (upstream.address() as AddressInfo).port, token: 'token' });
});

afterEach(async () => {
  await front.close();
  upstream.closeAllConnections();
  upstream.close();
});

function send(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return request({ host: '127.0.0.1', port: front.port, path, method, headers });
}

async function reply(outgoing: ReturnType<typeof send>): Promise<{ response: IncomingMessage; body: Buffer }> {
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { response, body: Buffer.concat(chunks) };
}

describe('the front', () => {
  it('adds the mark of TLS and its token, and takes the decisions away', async () => {
    const checks = [{ principal: 'p', action: 'a', resource: 'r', decision: 'Allowed', reason: null }];
    const seen: IncomingMessage['headers'][] = [];
    answer = (incoming, outgoing) => {
      seen.push(incoming.headers);
      const value = Buffer.from(JSON.stringify({ checks, omitted: 0 })).toString('base64');
      outgoing.writeHead(201, 'Made', { 'x-stackwarden-checks': value, 'x-kept': '1' }).end('body');
    };
    const { response, body } = await reply(send('/b/k?X-Amz-Signature=s', { 'x-forwarded-proto': 'http' }).end());
    assert.equal(seen[0]?.['x-forwarded-proto'], 'https');
    assert.equal(seen[0]?.['x-stackwarden-front'], 'token');
    assert.equal(seen[0]?.host, `127.0.0.1:${front.port}`);
    assert.equal(response.statusMessage, 'Made');
    assert.equal(response.headers['x-kept'], '1');
    assert.equal(response.headers['x-stackwarden-checks'], undefined);
    assert.equal(body.toString(), 'body');
    const [{ startedAt, ...call } = assert.fail('no call')] = calls.since(0);
    assert.ok(Math.abs(Date.now() - startedAt) < 60_000);
    const host = `127.0.0.1:${front.port}`;
    assert.deepEqual(call, {
      ...{ sequence: 1, method: 'GET', host, path: '/b/k?X-Amz-Signature=…', status: 201, checks, omitted: 0 },
    });
  });

  it('has recorded a call before the caller sees the answer', async () => {
    answer = (_, outgoing) => outgoing.end();
    for (let i = 1; i <= 20; i++) {
      await once(send('/').end(), 'response');
      assert.equal(calls.mark(), i);
    }
  });

  it('streams both ways: the answer begins while the body is still being sent', async () => {
    answer = (incoming, outgoing) => {
      outgoing.flushHeaders();
      incoming.pipe(outgoing);
    };
    const outgoing = send('/', { 'transfer-encoding': 'chunked' }, 'PUT');
    outgoing.write('first');
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    const [echo] = await once(response, 'data');
    assert.equal(String(echo), 'first');
    const payload = randomBytes(3_000_000);
    const hash = createHash('sha256');
    response.on('data', (chunk) => hash.update(chunk));
    outgoing.end(payload);
    await once(response, 'end');
    assert.equal(hash.digest('hex'), createHash('sha256').update(payload).digest('hex'));
  });

  it('asks for a body that is held back only when it is asked itself', async () => {
    let asked = false;
    upstream.on('checkContinue', (incoming, outgoing) => {
      asked = true;
      assert.equal(incoming.headers.expect, '100-continue');
      outgoing.writeContinue();
      incoming.pipe(outgoing);
    });
    const outgoing = send('/', { expect: '100-continue', 'content-length': '4' }, 'PUT');
    outgoing.flushHeaders();
    await once(outgoing, 'continue');
    assert.ok(asked);
    outgoing.end('body');
    assert.equal((await reply(outgoing)).body.toString(), 'body');
  });

  it('passes on a refusal of a body that is held back', async () => {
    upstream.on('checkContinue', (_, outgoing) => outgoing.writeHead(403).end());
    const outgoing = send('/', { expect: '100-continue', 'content-length': '4' }, 'PUT');
    outgoing.flushHeaders();
    const [response] = await once(outgoing, 'response');
    assert.equal(response.statusCode, 403);
    outgoing.destroy();
  });

  it('frames a bodiless POST as one', async () => {
    answer = (incoming, outgoing) => outgoing.end(JSON.stringify(incoming.headers));
    const outgoing = connect(front.port, '127.0.0.1');
    outgoing.write(`POST / HTTP/1.1\r\nHost: 127.0.0.1:${front.port}\r\nConnection: close\r\n\r\n`);
    let text = '';
    for await (const chunk of outgoing) text += chunk;
    assert.match(text, /"content-length":"0"/);
    assert.doesNotMatch(text, /"transfer-encoding"/);
  });

  it('tells the other side when the caller goes away', async () => {
    const arrived = new Promise<IncomingMessage>((resolve) => {
      answer = (incoming) => resolve(incoming);
    });
    const outgoing = send('/').end();
    outgoing.on('error', () => undefined);
    const incoming = await arrived;
    const closed = once(incoming.socket, 'close');
    outgoing.destroy();
    await closed;
  });

  it('cuts the answer when it is cut itself', async () => {
    answer = (_, outgoing) => {
      outgoing.writeHead(200, { 'content-length': '10' });
      outgoing.write('half', () => outgoing.destroy());
    };
    await assert.rejects(reply(send('/').end()), { code: 'ECONNRESET' });
  });
});

describe('what the front refuses', () => {
  const line = async (path: string, headers: Record<string, string>) => {
    const { response, body } = await reply(send(path, headers).end());
    assert.equal(body.toString().trim().split('\n').length, 1);
    assert.equal(calls.since(0).at(-1)?.status, response.statusCode);
    return response.statusCode;
  };
  const unreached = () => {
    answer = () => assert.fail('the request went on');
  };

  it('refuses the names of others', async () => {
    unreached();
    assert.equal(await line('/', { host: `rebound.example:${front.port}` }), 421);
  });

  it('shows localhost only when there is a distribution', async () => {
    unreached();
    const headers = { host: `localhost:${front.port}` };
    assert.equal(await line('/', headers), 404);
    answer = (incoming, outgoing) => outgoing.end(incoming.headers.host);
    front.serve('d1.cloudfront.net');
    assert.equal((await reply(send('/', headers).end())).body.toString(), 'd1.cloudfront.net');
  });

  it('lets a stand-in answer below its name, at 127.0.0.1 alone', async () => {
    front.standIn('weather', (incoming, outgoing) => outgoing.end(`weather ${incoming.url}`));
    answer = (_incoming, outgoing) => outgoing.end('AWS');
    const text = async (path: string, host: string) => (await reply(send(path, { host }).end())).body.toString();
    const own = `127.0.0.1:${front.port}`;
    assert.equal(await text('/_stand-in/weather/now?q=x', own), 'weather /_stand-in/weather/now?q=x');
    assert.equal(await text('/_stand-in/other/now', own), 'AWS');
    assert.equal(await text('/_stand-in/weather/now', 'bucket.s3.amazonaws.com'), 'AWS');
  });

  it('refuses a target that is not a path', async () => {
    unreached();
    assert.equal(await line('http://evil.example/', {}), 400);
  });

  it('says that nothing runs behind it', async () => {
    upstream.close();
    upstream.closeAllConnections();
    await once(upstream, 'close');
    assert.equal(await line('/', {}), 502);
    const early = await startFront(0, createCallRecord());
    const outgoing = request({ host: '127.0.0.1', port: early.port }).end();
    assert.equal((await reply(outgoing)).response.statusCode, 503);
    await early.close();
  });

  it('does not speak WebSocket', async () => {
    unreached();
    const outgoing = send('/', { connection: 'Upgrade', upgrade: 'websocket' }).end();
    assert.equal((await reply(outgoing)).response.statusCode, 501);
  });

  it('says which port is taken and what to do', async () => {
    await assert.rejects(startFront(front.port, calls), (error) => {
      assert.ok(error instanceof UserError);
      assert.equal(error.message, `Port ${front.port} is in use: stop what uses it, or choose another with --port N`);
      return true;
    });
  });
});
