import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { createIssuer } from '../../../scripts/embedded/oidc/issuer.ts';

const issuer = await createIssuer();
const now = () => Math.floor(Date.now() / 1000);

test('a token is signed with the key that its header names', async () => {
  const token = await issuer.sign({ sub: 'repo:o/r:pull_request' }, { audience: 'sts.amazonaws.com' });
  const keys = createLocalJWKSet(issuer.keys);
  const { payload, protectedHeader } = await jwtVerify(token, keys, { issuer: issuer.issuer, algorithms: ['RS256'] });
  assert.deepEqual(protectedHeader, { typ: 'JWT', alg: 'RS256', kid: issuer.keys.keys[0]?.kid });
  assert.equal(payload.iss, 'https://token.actions.githubusercontent.com');
  assert.deepEqual([payload.sub, payload.aud], ['repo:o/r:pull_request', 'sts.amazonaws.com']);
});

test('it is good for five minutes and has an id of its own', async () => {
  const [one, other] = [decodeJwt(await issuer.sign({})), decodeJwt(await issuer.sign({}))];
  const { iat = 0, nbf = 0, exp = 0 } = one;
  assert.ok(Math.abs(iat - now()) <= 2);
  assert.deepEqual([exp - iat, iat - nbf], [300, 300]);
  assert.match(one.jti ?? '', /^[0-9a-f-]{36}$/);
  assert.notEqual(one.jti, other.jti);
});

test('it may last for another time, or have expired', async () => {
  for (const expiresIn of [60, -60]) {
    const { iat = 0, exp = 0 } = decodeJwt(await issuer.sign({}, { expiresIn }));
    assert.equal(exp - iat, expiresIn);
  }
});

test('without an audience it is for the owner of the repository', async () => {
  const audience = async (claims: Record<string, string>) => decodeJwt(await issuer.sign(claims)).aud;
  assert.equal(await audience({ repository_owner: 'org' }), 'https://github.com/org');
  assert.equal(await audience({ repository_owner: 'org', aud: 'claimed' }), 'claimed');
});

test('the published keys are public', () => {
  const [key = assert.fail('no key'), ...more] = issuer.keys.keys;
  assert.equal(more.length, 0);
  assert.deepEqual(Object.keys(key).sort(), ['alg', 'e', 'kid', 'kty', 'n', 'use']);
});

test('every issuer has a key of its own', async () => {
  const other = await createIssuer();
  assert.notEqual(other.keys.keys[0]?.kid, issuer.keys.keys[0]?.kid);
  const token = await other.sign({});
  assert.notEqual(decodeProtectedHeader(token).kid, issuer.keys.keys[0]?.kid);
  await assert.rejects(jwtVerify(token, createLocalJWKSet(issuer.keys)), { code: 'ERR_JWKS_NO_MATCHING_KEY' });
});
