import { equal, match, ok, rejects } from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type LookupFunction } from 'node:net';
import { type TestContext, test } from 'node:test';
import { getText, LONGEST_ANSWER } from '../../functions/data-bridge/get.ts';
import type { FailureKind } from '../../functions/data-bridge/upstream-failure.ts';
import { type WeatherMode, weatherStandIn } from '../../scripts/embedded/stand-ins/weather.ts';
import { serve } from './weather-server.ts';

const TIMEOUT_MS = 150;

async function weather(t: TestContext, mode: WeatherMode) {
  const standIn = weatherStandIn();
  standIn.behave(mode);
  return { standIn, url: await serve(t, standIn.listener) };
}

test('a good answer is its text', async (t) => {
  const { url } = await weather(t, 'good');
  equal(JSON.parse(await getText(url, TIMEOUT_MS)).name, 'Tokyo');
});

const FAILURES: [mode: WeatherMode, kind: FailureKind, isPassing: boolean][] = [
  ['silent', 'timeout', true],
  ['trickling', 'timeout', true],
  ['reset', 'unreachable', true],
  ['server-error', 'status', true],
  ['not-found', 'status', false],
  ['quota-used-up', 'status', false],
  ['redirect', 'redirect', false],
  ['too-large', 'too-large', false],
  ['too-large-in-pieces', 'too-large', false],
];

for (const [mode, kind, isPassing] of FAILURES) {
  test(`${mode} is a failure of kind ${kind}, asked once`, async (t) => {
    const { url, standIn } = await weather(t, mode);
    url.searchParams.set('appid', 'the-key');
    await rejects(getText(url, TIMEOUT_MS), (error: Error & { kind?: string; isPassing?: boolean }) => {
      equal(error.name, 'UpstreamFailure', error.stack);
      equal(error.kind, kind);
      equal(error.isPassing, isPassing);
      ok(!error.stack?.includes('the-key') && !error.stack?.includes('db-7.internal'));
      equal(error.cause, undefined);
      return true;
    });
    equal(standIn.requests().length, 1);
  });
}

test('an answer of exactly the limit is taken', async (t) => {
  const url = await serve(t, (_request, response) => response.end('x'.repeat(LONGEST_ANSWER)));
  equal((await getText(url, 5_000)).length, LONGEST_ANSWER);
});

test('an answer that ends too early is broken, not short', async (t) => {
  const url = await serve(t, (_request, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('{}', () => response.destroy());
  });
  await rejects(getText(url, TIMEOUT_MS), { kind: 'unreachable', isPassing: true });
});

test('nobody there is unreachable', async () => {
  await rejects(getText(new URL('http://127.0.0.1:1/'), TIMEOUT_MS), { kind: 'unreachable' });
});

/** Sends every name to 127.0.0.1. */
const home: LookupFunction = (_name, { all }, callback) =>
  all ? callback(null, [{ address: '127.0.0.1', family: 4 }]) : callback(null, '127.0.0.1', 4);

test('https speaks TLS, for the name that was allowed', async (t) => {
  const received: Buffer[] = [];
  const server = createServer((socket) => {
    socket
      .on('error', () => {})
      .once('data', (bytes) => {
        received.push(bytes);
        socket.destroy();
      });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const url = new URL(`https://weather.example:${(server.address() as AddressInfo).port}/?appid=the-key`);
  await rejects(getText(url, 5_000, home), { kind: 'unreachable' });
  const hello = Buffer.concat(received).toString('latin1');
  equal(hello.charCodeAt(0), 22, 'a TLS handshake');
  match(hello, /weather\.example/);
  ok(!hello.includes('the-key'));
});

test('https to a name that leads into a private network never connects', async (t) => {
  let connections = 0;
  const server = createServer(() => connections++).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const url = new URL(`https://localhost:${(server.address() as AddressInfo).port}/`);
  await rejects(getText(url, 5_000), { kind: 'unreachable', message: /not public/ });
  equal(connections, 0);
});
