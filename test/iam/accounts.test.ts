import { deepEqual, equal, match } from 'node:assert/strict';
import { test } from 'node:test';
import { writtenAccounts } from '../../scripts/iam/accounts.ts';

test('an account id is found with its line and column', () => {
  const text = '{\n  "AWS": "arn:aws:iam::111122223333:role/X"\n}';
  const [finding, ...others] = writtenAccounts('policies/x.json', text, '444455556666');
  deepEqual(others, []);
  deepEqual([finding?.line, finding?.column], [2, 24]);
  match(finding?.message ?? '', /111122223333, not 444455556666,/);
});

test('the account that is deployed to goes stale as well', () => {
  const [finding] = writtenAccounts('x', 'arn:aws:iam::444455556666:root', '444455556666');
  match(finding?.message ?? '', /444455556666 is written here/);
});

test('a placeholder is one too', () => {
  equal(writtenAccounts('x', 'arn:aws:iam::<AWS_ACCOUNT_ID>:root', null).length, 1);
});

test('other numbers are not account ids', () => {
  const text = '2012-10-17 1234567890123 12345678901 a111122223333 ${AWS::AccountId}';
  deepEqual(writtenAccounts('x', text, null), []);
});
