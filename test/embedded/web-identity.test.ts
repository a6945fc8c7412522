import assert from 'node:assert/strict';
import { before, beforeEach, describe, it } from 'node:test';
import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import type { Issuer } from '../../scripts/embedded/oidc/issuer.ts';
import { AUDIENCE, answerTo, CLAIMS, exchangingForEach, formOf, send } from './exchanging.ts';

const NO_JWT = /^The ID Token provided is not a valid JWT/;
const EXPIRED = /^Token expired: current date\/time \d{10} must be before the expiration date\/time \d{10}$/;
const now = () => Math.floor(Date.now() / 1000);
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

const { own, trust } = exchangingForEach();
const answerToToken = (token: string) => answerTo(own.at, { body: formOf(token) });

describe('a token', () => {
  it('of the trusted issuer goes on as it came, and so does what has none', async () => {
    trust();
    const body = `Version=2011-06-15&${formOf(await own.issuer.sign(CLAIMS))}&RoleSessionName=a%20b+c`;
    assert.equal(await answerTo(own.at, { body }), '200 passed');
    assert.equal(await answerTo(own.at, { body: 'Action=GetCallerIdentity' }), '200 passed');
    assert.deepEqual(
      own.at.passed.map((one) => one.body),
      [body, 'Action=GetCallerIdentity'],
    );
    assert.equal(own.at.passed[0]?.headers['content-length'], String(body.length));
  });

  it('is good for any audience of the provider', async () => {
    trust(['other', AUDIENCE]);
    for (const audience of ['other', AUDIENCE]) {
      assert.equal(await answerToToken(await own.issuer.sign(CLAIMS, { audience })), '200 passed');
    }
  });

  it('is refused where no issuer is trusted', async () => {
    const text = `No OpenIDConnect provider found in your account for ${own.issuer.issuer}`;
    const by = '(the front of the embedded AWS, by the issuer of the token)';
    assert.equal(await answerToToken(await own.issuer.sign(CLAIMS)), `400 InvalidIdentityToken: ${text} ${by}`);
  });

  it('is refused in the form of STS, which its client understands', async () => {
    const { status, text, type } = await send(own.at, { body: formOf(await own.issuer.sign(CLAIMS)) });
    assert.deepEqual([status, type], [400, 'text/xml']);
    assert.match(text, /^<ErrorResponse xmlns="https:\/\/sts\.amazonaws\.com\/doc\/2011-06-15\/"><Error><Type>Sender</);
    assert.match(text, /<\/Error><RequestId>[0-9a-f-]{36}<\/RequestId><\/ErrorResponse>\n$/);
    const sts = new STSClient({
      endpoint: `http://127.0.0.1:${own.at.front.port}`,
      region: 'us-east-1',
      maxAttempts: 1,
    });
    const WebIdentityToken = await own.issuer.sign(CLAIMS);
    const input = { RoleArn: 'arn:aws:iam::111122223333:role/r', RoleSessionName: 's', WebIdentityToken };
    await assert.rejects(sts.send(new AssumeRoleWithWebIdentityCommand(input)), {
      ...{ name: 'InvalidIdentityTokenException' },
      message: /^No OpenIDConnect provider .* \(the front of the embedded AWS, by the issuer of the token\)$/,
    });
    sts.destroy();
  });
});

describe('what the front refuses of a token', () => {
  let other: CryptoKey;

  before(async () => {
    other = (await generateKeyPair('RS256')).privateKey;
  });

  beforeEach(() => trust());

  const header = () => ({ alg: 'RS256', kid: own.issuer.keys.keys[0]?.kid ?? '' });
  const signedBy = (key: CryptoKey | Uint8Array, more: object = {}, head: object = {}) =>
    new SignJWT({ ...CLAIMS, iss: own.issuer.issuer, exp: now() + 60, ...more })
      .setProtectedHeader({ ...header(), ...head })
      .sign(key);
  const withHeader = async (head: object) => {
    const [, ...rest] = (await own.issuer.sign(CLAIMS)).split('.');
    return [encoded(head), ...rest].join('.');
  };
  const unsecured = () =>
    new UnsecuredJWT({ ...CLAIMS, iss: own.issuer.issuer }).setExpirationTime(now() + 60).encode();

  const changed = async () => {
    const [head, , signature] = (await own.issuer.sign(CLAIMS)).split('.');
    return `${head}.${encoded({ ...CLAIMS, iss: own.issuer.issuer, exp: now() + 60, sub: 'else' })}.${signature}`;
  };
  const from = (iss: string) => own.issuer.sign({ ...CLAIMS, iss });
  const secret = () => signedBy(Buffer.from(own.issuer.keys.keys[0]?.n ?? ''), {}, { alg: 'HS256' });

  const TOKENS: [name: string, token: () => Promise<string> | string, by: string, text: RegExp][] = [
    ['another issuer', () => from('https://a.example'), 'issuer', /^No .* for https:\/\/a\.example$/],
    ['an issuer with one more slash', () => from(`${own.issuer.issuer}/`), 'issuer', /^No .* for .*\.com\/$/],
    ['an issuer with marks', () => from('https://a.example/<&>'), 'issuer', /example\/&lt;&amp;&gt;$/],
    ['an issuer that is no address', () => from('a\n<b>'), 'issuer', /^No .* for what the token names$/],
    ['no issuer', () => `${encoded(header())}.${encoded(CLAIMS)}.c2ln`, 'issuer', /^No .* for what the token names$/],
    ['another audience', () => own.issuer.sign(CLAIMS, { audience: 'else' }), 'audience', /^Incorrect token audience$/],
    ['an expired one', () => own.issuer.sign(CLAIMS, { expiresIn: -1 }), 'times', EXPIRED],
    ['the key of another', () => signedBy(other), 'signature', /^The signature of the ID Token is not valid$/],
    ['a changed claim', changed, 'signature', /^The signature of the ID Token is not valid$/],
    ['a key that is not known', () => signedBy(other, {}, { kid: 'else' }), 'signature', /^Couldn't retrieve /],
    ['no signature (alg none)', unsecured, 'signature', NO_JWT],
    ['a shared secret (HS256)', secret, 'signature', NO_JWT],
    ['another algorithm with RSA', () => withHeader({ ...header(), alg: 'RS512' }), 'signature', NO_JWT],
    ['no algorithm', () => withHeader({ kid: 'a' }), 'form', NO_JWT],
    ['an extension that nobody knows', () => withHeader({ ...header(), crit: ['x'], x: 1 }), 'form', NO_JWT],
    ['text', () => 'token', 'form', NO_JWT],
    ['a part that is no JSON', () => 'e30.e30x.c2ln', 'form', NO_JWT],
    ['five parts', () => 'e30.e30.e30.e30.e30', 'form', NO_JWT],
    ['one too long', () => own.issuer.sign({ ...CLAIMS, more: 'x'.repeat(15_000) }), 'form', /is longer than 20000$/],
  ];

  for (const [name, token, by, text] of TOKENS) {
    it(name, async () => {
      const answer = await answerToToken(await token());
      const [, code, message = '', subject] =
        /^400 (\w+): (.*) \(the front of the embedded AWS, by the (.*)\)$/.exec(answer) ?? assert.fail(answer);
      assert.equal(code, text === EXPIRED ? 'ExpiredTokenException' : 'InvalidIdentityToken');
      assert.match(message, text);
      assert.equal(subject, by === 'form' ? 'form of the request' : `${by} of the token`);
    });
  }

  it('a claim that is missing, or is not what it should be', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    const key = { ...(await exportJWK(publicKey)), kid: 'k' };
    own.at.front.trustIssuer(own.issuer.issuer, { keys: [key] }, [AUDIENCE]);
    const answerOf = async (more: object) => answerToToken(await signedBy(privateKey, more, { kid: 'k' }));
    assert.equal(await answerOf({}), '200 passed');
    for (const name of ['sub', 'exp', 'aud']) {
      assert.match(
        await answerOf({ [name]: undefined }),
        new RegExp(`Token: Missing a required claim: ${name} \\(the front`),
      );
    }
    assert.match(await answerOf({ nbf: now() + 60 }), /Token: Token not valid before \d+ \(.*times of the token/);
    assert.match(await answerOf({ exp: 'soon' }), /Token: The claim exp is not a time \(.*times/);
    assert.match(await answerOf({ nbf: 'soon' }), /Token: The claim nbf is not a time \(.*times/);
    assert.match(await answerOf({ aud: ['else', 'more'] }), /Incorrect token audience/);
  });

  it('a key that cannot be told: the token names none of two', async () => {
    const [key = assert.fail('no key')] = own.issuer.keys.keys;
    own.at.front.trustIssuer(own.issuer.issuer, { keys: [key, { ...key, kid: 'again' }] }, [AUDIENCE]);
    const [, ...rest] = (await own.issuer.sign(CLAIMS)).split('.');
    const answer = await answerToToken([encoded({ alg: 'RS256' }), ...rest].join('.'));
    assert.match(answer, /^400 InvalidIdentityToken: Couldn't retrieve verification key/);
  });

  it('keys that are none are refused at once', () => {
    assert.throws(() => own.at.front.trustIssuer(own.issuer.issuer, {} as Issuer['keys'], [AUDIENCE]), {
      code: 'ERR_JWKS_INVALID',
    });
  });
});
