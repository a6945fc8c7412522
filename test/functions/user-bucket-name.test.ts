import { equal, match, notEqual, ok } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { alternativeName, bucketName } from '../../functions/bucket-creation/bucket-name.ts';

const at = new Date('2026-01-02T03:04:05.678Z');
const name = (userId: string, prefix = 'siu') => bucketName({ userId, at }, prefix);

/** Amazon S3 User Guide, "General purpose bucket naming rules", as far as a name with our ends can break them. */
const VALID = /^(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9](?:[a-z0-9-]{1,61})[a-z0-9]$/;

test('an id that S3 takes stands in the name as it is, with the time in UTC', () => {
  equal(name('user42'), 'siuuser42-20260102030405');
  equal(name('5f0c9e1e-7f0a-4a44-9a2e-3c1b5d8f7a60'), 'siu5f0c9e1e-7f0a-4a44-9a2e-3c1b5d8f7a60-20260102030405');
});

const REPLACED: [what: string, userId: string, readable: string][] = [
  ['capitals', 'Ada', 'ada-'],
  ['an e-mail address', 'ada@example.com', 'ada-example-com-'],
  ['accents', 'Zoë', 'zoe-'],
  ['letters that have no Latin form', '李雷', '-'],
  ['a dot, which breaks TLS', 'a.b', 'a-b-'],
  ['a path', '../../etc', 'etc-'],
  ['only what is left out', '***', '-'],
  ['more than there is room for', 'x'.repeat(200), `${'x'.repeat(28)}-`],
  ['the look of a hashed name', `ada-${'0'.repeat(16)}`, `ada-${'0'.repeat(16)}-`],
];

for (const [what, userId, readable] of REPLACED) {
  test(`an id with ${what} becomes what is left of it and a hash`, () => {
    match(name(userId), new RegExp(`^siu${readable}[0-9a-f]{16}-20260102030405$`));
    match(name(userId), VALID);
  });
}

test('the longest id that fits is kept, one more is hashed', () => {
  const longest = 'x'.repeat(63 - 'siu'.length - 15);
  equal(name(longest), `siu${longest}-20260102030405`);
  equal(name(longest).length, 63);
  match(name(`${longest}x`), /-[0-9a-f]{16}-\d{14}$/);
});

test('nobody can choose an id that is named like another user’s', () => {
  const victim = name('Ada');
  const chosen = victim.slice('siu'.length, -'-20260102030405'.length);
  notEqual(name(chosen), victim);
});

test('the alternative is another name, and another one in each account', () => {
  const signUp = { userId: 'ada', at };
  const ours = alternativeName(signUp, 'siu', '111122223333');
  match(ours, VALID);
  match(ours, /^siuada-[0-9a-f]{16}-20260102030405$/);
  notEqual(ours, alternativeName(signUp, 'siu', '444455556666'));
  notEqual(ours, name('ada'));
});

/** The same for each run of the tests: a failure can be looked into. */
function* ids(count: number): Generator<string> {
  const alphabet = [...'aA0-_.@ éßŁ李\u0301😀/\\"\n*%'];
  for (let number = 0; number < count; number++) {
    const bytes = createHash('sha512').update(`id ${number}`).digest();
    const length = 1 + ((bytes[0] ?? 0) % (number % 5 === 0 ? 63 : 6));
    yield Array.from({ length }, (_, i) => alphabet[(bytes[1 + i] ?? 0) % alphabet.length]).join('');
  }
}

test('any id gives a valid name under the prefix, and different ids different names', () => {
  for (const prefix of ['siu', 'siu-prod-', 'abcdefghijklmnop']) {
    const owners = new Map<string, string>();
    for (const userId of ids(5000)) {
      const made = name(userId, prefix);
      match(made, VALID, JSON.stringify(userId));
      ok(made.startsWith(prefix));
      equal(owners.get(made) ?? userId, userId, made);
      owners.set(made, userId);
    }
    ok(owners.size > 3000);
  }
});
