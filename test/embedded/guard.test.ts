import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { before, describe, it } from 'node:test';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { awsForFile } from './own-aws.ts';

let aws: EmbeddedAws;

before(async () => {
  aws = await awsForFile();
});

/** The status for a request whose Host is chosen, which `fetch` does not allow. */
async function statusFor(endpoint: string, host: string): Promise<number | undefined> {
  const { port } = new URL(endpoint);
  const sent = request({ host: '127.0.0.1', port, path: '/_ministack/health', headers: { host } }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}

describe('the way round the front', () => {
  it('shows no decisions, not even to who guesses at the token', async () => {
    for (const headers of [{}, { 'x-stackwarden-front': 'guess' }]) {
      const response = await fetch(`${aws.ownEndpoint}/bucket`, { method: 'PUT', headers });
      assert.equal(response.status, 403);
      assert.equal(response.headers.get('x-stackwarden-checks'), null);
    }
  });

  it('answers to loopback alone', async () => {
    const { port } = new URL(aws.ownEndpoint);
    assert.equal(await statusFor(aws.ownEndpoint, `127.0.0.1:${port}`), 200);
    assert.equal(await statusFor(aws.ownEndpoint, `localhost:${port}`), 200);
    assert.equal(await statusFor(aws.ownEndpoint, `rebound.example:${port}`), 421);
    assert.equal(await statusFor(aws.ownEndpoint, `${new URL(aws.endpoint).host}`), 421);
  });
});

describe('web pages', () => {
  const page = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };

  it('cannot administer the embedded AWS, by either port or an encoded path', async () => {
    for (const endpoint of [aws.endpoint, aws.ownEndpoint]) {
      for (const path of ['/_ministack/reset', '/%5fministack/reset', '/_localstack/health']) {
        const response = await fetch(`${endpoint}${path}`, { method: 'POST', headers: page });
        assert.equal(response.status, 403, path);
      }
    }
    const health = await fetch(`${aws.endpoint}/_ministack/health`);
    assert.equal(health.status, 200, 'others can');
  });

  it('cannot use the account root, which needs no secret', async () => {
    const credential = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=test/20260101/${aws.region}/sts/aws4_request`;
    for (const endpoint of [aws.endpoint, aws.ownEndpoint]) {
      const forged = `${endpoint}/?Action=GetCallerIdentity&Version=2011-06-15&${credential}`;
      assert.equal((await fetch(forged, { headers: page })).status, 403);
      assert.equal((await fetch(forged)).status, 200, 'the call works when it is not from a page');
    }
  });
});
