import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { before, beforeEach, describe, it } from 'node:test';
import { answerTo, CLAIMS, exchangingForEach, FORM, formOf, type Sent } from './exchanging.ts';

const TOO_LONG = 128 * 1024 + 1;
const signed = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/${service}/aws4_request, Signature=s`;

const { own, trust } = exchangingForEach();

describe('the form of a request', () => {
  let token: string;

  before(async () => {
    token = await own.issuer.sign(CLAIMS);
  });

  beforeEach(() => trust());

  const validation = (text: string) =>
    `400 ValidationError: ${text} (the front of the embedded AWS, by the form of the request)`;
  const invalid = (text: string) => validation(text).replace('ValidationError', 'InvalidAction');

  it('may be a query, which is looked at as well', async () => {
    assert.equal(await answerTo(own.at, { method: 'GET', path: `/?${formOf(token)}`, headers: {} }), '200 passed');
    assert.match(own.at.calls.since(0)[0]?.path ?? '', /WebIdentityToken=…$/);
    assert.match(
      await answerTo(own.at, { method: 'GET', path: `/?${formOf('token')}`, headers: {} }),
      /not a valid JWT/,
    );
  });

  it('has one token, in the query or in the body', async () => {
    const twice = validation('WebIdentityToken is given more than once');
    assert.equal(await answerTo(own.at, { body: formOf(token, token) }), twice);
    assert.equal(await answerTo(own.at, { path: `/?WebIdentityToken=${token}`, body: formOf('') }), twice);
    assert.equal(await answerTo(own.at, { path: `/?${formOf(token)}`, body: `WebIdentityToken=${token}` }), twice);
    const none = validation(
      "1 validation error detected: Value null at 'webIdentityToken' failed to satisfy constraint: Member must not be null",
    );
    assert.equal(await answerTo(own.at, { body: formOf() }), none);
    assert.equal(await answerTo(own.at, { body: formOf('') }), none);
    assert.equal(
      await answerTo(own.at, { path: '/?Action=AssumeRoleWithWebIdentity', body: `WebIdentityToken=${token}` }),
      '200 passed',
    );
  });

  it('names its action in any place and writing', async () => {
    for (const body of [
      `Action=GetCallerIdentity&${formOf('token')}`,
      `%41ction=Assume%52oleWithWebIdentity&WebIdentityToken=token`,
      `Action=&${formOf('token')}`,
    ]) {
      assert.match(await answerTo(own.at, { body }), /not a valid JWT/, body);
    }
  });

  it('is looked at whoever signed it, for STS or for what is no service', async () => {
    const answerOf = (headers: Record<string, string>) => answerTo(own.at, { headers, body: formOf('token') });
    for (const service of ['sts', 'unknown']) {
      assert.match(await answerOf({ ...FORM, authorization: signed(service) }), /not a valid JWT/);
    }
    assert.match(await answerOf({ 'content-type': 'text/plain', authorization: signed('sts') }), /not a valid JWT/);
  });

  it('is looked at without its content type where the host is that of STS', async () => {
    const headers = { host: 'sts.us-east-1.amazonaws.com', 'content-type': 'text/plain' };
    assert.match(await answerTo(own.at, { headers, body: formOf('token') }), /not a valid JWT/);
    assert.equal(await answerTo(own.at, { headers, body: 'Action=GetCallerIdentity' }), '200 passed');
  });

  it('is not JSON and not compressed', async () => {
    const target = 'AWSSecurityTokenServiceV20110615.AssumeRoleWithWebIdentity';
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
    assert.equal(await answerTo(own.at, { headers, body: '{}' }), invalid('STS takes a form, not JSON'));
    const compressed = { ...FORM, 'content-encoding': 'gzip', host: 'sts.amazonaws.com' };
    assert.equal(
      await answerTo(own.at, { headers: compressed, body: 'x' }),
      invalid('STS takes a form that is not compressed'),
    );
    const { host, ...elsewhere } = compressed;
    assert.equal(await answerTo(own.at, { headers: elsewhere, body: 'x' }), '200 passed');
  });

  it('is not longer than any that STS takes', async () => {
    const long =
      /^413 RequestEntityTooLarge: The form is longer than 131072 bytes \(the front .*form of the request\)$/;
    const body = `${formOf(token)}&Policy=`.padEnd(TOO_LONG, 'x');
    assert.match(await answerTo(own.at, { headers: { ...FORM, 'content-length': String(TOO_LONG) }, body }), long);
    assert.match(await answerTo(own.at, { headers: { ...FORM, 'transfer-encoding': 'chunked' }, body }), long);
    const fits = body.slice(0, TOO_LONG - 1);
    assert.equal(await answerTo(own.at, { body: fits }), '200 passed');
    assert.equal(own.at.passed[0]?.body, fits);
  });

  it('is not asked for when it says that it is too long', async () => {
    const headers = { ...FORM, expect: '100-continue', 'content-length': String(TOO_LONG) };
    const outgoing = request({ host: '127.0.0.1', port: own.at.front.port, method: 'POST', headers });
    outgoing.on('continue', () => assert.fail('it is asked for'));
    outgoing.flushHeaders();
    const [response] = await once(outgoing, 'response');
    assert.equal(response.statusCode, 413);
    outgoing.destroy();
  });

  it('may come in chunks, or when it is asked for', async () => {
    assert.equal(
      await answerTo(own.at, { headers: { ...FORM, 'transfer-encoding': 'chunked' }, body: formOf(token) }),
      '200 passed',
    );
    const headers = { ...FORM, expect: '100-continue', 'content-length': String(formOf(token).length) };
    const outgoing = request({ host: '127.0.0.1', port: own.at.front.port, method: 'POST', headers });
    outgoing.flushHeaders();
    await once(outgoing, 'continue');
    outgoing.end(formOf(token));
    const [response] = await once(outgoing, 'response');
    assert.equal(response.statusCode, 200);
    response.resume();
    assert.deepEqual(
      own.at.passed.map(({ body }) => body),
      [formOf(token), formOf(token)],
    );
  });

  it('is forgotten when its caller goes away', async () => {
    const headers = { ...FORM, expect: '100-continue', 'content-length': '100' };
    const outgoing = request({ host: '127.0.0.1', port: own.at.front.port, method: 'POST', headers });
    outgoing.on('error', () => undefined);
    outgoing.flushHeaders();
    // Now it is being read.
    await once(outgoing, 'continue');
    outgoing.write('Action=');
    outgoing.destroy();
    assert.equal(await answerTo(own.at, { body: formOf(token) }), '200 passed');
    assert.equal(own.at.passed.length, 1);
  });
});

describe('other requests go on as streams', () => {
  const REQUESTS: [name: string, sent: Sent][] = [
    ['a form that is signed for another service', { headers: { ...FORM, authorization: signed('cloudformation') } }],
    ['a body that is no form', { headers: { 'content-type': 'application/json' } }],
    ['what is put', { method: 'PUT' }],
    ['what is put where STS is', { method: 'PUT', headers: { host: 'sts.amazonaws.com' } }],
    ['a bucket whose name ends so', { headers: { host: 'tests.s3.amazonaws.com' } }],
    ['a bucket that is called sts', { headers: { host: 'sts.s3.amazonaws.com', authorization: signed('s3') } }],
    ['a long form to somewhere else', { path: '/here', headers: { ...FORM, 'content-length': String(TOO_LONG) } }],
  ];

  for (const [name, { method = 'POST', path = '/', headers = FORM }] of REQUESTS) {
    it(name, async () => {
      own.at.upstream.removeAllListeners('request');
      const arrived = once(own.at.upstream, 'request');
      const outgoing = request({ host: '127.0.0.1', port: own.at.front.port, method, path, headers });
      outgoing.on('error', () => undefined);
      outgoing.write('Action=');
      // It arrives before its body has ended.
      await arrived;
      outgoing.destroy();
    });
  }
});
