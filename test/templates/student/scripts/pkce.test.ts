import { equal, match, notEqual } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { challengeOf, randomText } from '../../../../templates/student/scripts/pkce.ts';

test('a verifier is new each time, and its challenge is what RFC 7636 says', async () => {
  const [one, other] = [randomText(), randomText()];
  notEqual(one, other);
  match(one, /^[\w-]{43}$/);
  equal(await challengeOf(one), createHash('sha256').update(one).digest('base64url'));
  // RFC 7636, appendix B.
  equal(
    await challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'),
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  );
});
