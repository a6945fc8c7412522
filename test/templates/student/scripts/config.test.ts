import { deepEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { configFrom } from '../../../../templates/student/scripts/config.ts';

const WRITTEN = { RequireSignIn: 'true', SignInUrl: 'https://a.example', UserPoolClientId: 'c', SignInScope: 's' };

test('the config says whether people sign in, and where', () => {
  deepEqual(configFrom(WRITTEN), { signIn: { url: 'https://a.example', clientId: 'c', scope: 's' } });
  deepEqual(configFrom({ ...WRITTEN, SignInUrl: 'http://localhost:4566/' }).signIn?.url, 'http://localhost:4566');
  deepEqual(configFrom({ RequireSignIn: 'false', SignInUrl: null }), { signIn: null });
});

for (const broken of [
  null,
  'text',
  {},
  { ...WRITTEN, RequireSignIn: 'maybe' },
  { ...WRITTEN, SignInUrl: null },
  { ...WRITTEN, SignInUrl: 'javascript:alert(1)//https://' },
  { ...WRITTEN, SignInUrl: 'https://' },
  { ...WRITTEN, SignInScope: '' },
]) {
  test(`${JSON.stringify(broken)} is no config`, () => {
    throws(() => configFrom(broken), /config\.json does not say how to sign in/);
  });
}
