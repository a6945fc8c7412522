import assert from 'node:assert/strict';
import { it } from 'node:test';
import { answeredHeaders, checksIn, forwardedHeaders, recordedPath } from '../../scripts/embedded/headers.ts';

it('leaves alone what a signature may cover, repeated headers and their case too', () => {
  const received = ['Host', 'a', 'X-Amz-Date', '1', 'Cookie', 'a=1', 'Cookie', 'b=2', 'Transfer-Encoding', 'chunked'];
  const kept = forwardedHeaders(received, { host: 'b', token: 't', isSecure: true });
  assert.deepEqual(kept.slice(0, 10), ['Host', 'b', ...received.slice(2)]);
});

it('lets nobody claim TLS, another host or the token of the front', () => {
  const received = ['HOST', 'evil', 'X-Forwarded-Proto', 'http', 'x-forwarded-for', '1.2.3.4', 'Forwarded', 'for=x'];
  const all = [...received, 'X-Stackwarden-Front', 'guess', 'Connection', 'close'];
  const kept = (isSecure: boolean) => forwardedHeaders(all, { host: 'h', token: 't', isSecure });
  const ours = ['x-stackwarden-front', 't', 'Connection', 'keep-alive'];
  assert.deepEqual(kept(true), ['Host', 'h', 'X-Forwarded-Proto', 'https', ...ours]);
  assert.deepEqual(kept(false), ['Host', 'h', ...ours]);
});

it('keeps the decisions and the connection to itself', () => {
  const received = ['Set-Cookie', 'a', 'Set-Cookie', 'b', 'x-stackwarden-checks', 'e30=', 'Connection', 'close'];
  assert.deepEqual(answeredHeaders(received), ['Set-Cookie', 'a', 'Set-Cookie', 'b']);
});

it('reads the decisions', () => {
  const sent = {
    checks: [{ principal: 'é', action: 'a', resource: 'r', decision: 'Allowed', reason: null }],
    omitted: 2,
  };
  const value = Buffer.from(JSON.stringify(sent)).toString('base64');
  assert.deepEqual(checksIn({ 'x-stackwarden-checks': value }), sent);
  assert.deepEqual(checksIn({}), { checks: [], omitted: 0 });
});

it('records no value that signs or authenticates', () => {
  const recorded = recordedPath(
    '/b/k?list-type=2&X-Amz-Signature=s&X-Amz-%43redential=c&WebIdentityToken=t&code=c&acl',
  );
  assert.equal(recorded, '/b/k?list-type=2&X-Amz-Signature=…&X-Amz-%43redential=…&WebIdentityToken=…&code=…&acl');
  assert.equal(recordedPath('/code?%zz=1'), '/code?%zz=1');
  assert.equal(recordedPath('/plain'), '/plain');
});
