import { deepEqual, equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { noticeTargets } from '../../scripts/backup/notify.ts';
import { backupWishes } from '../../scripts/backup/options.ts';
import { UserError } from '../../scripts/cli/errors.ts';

const given = {
  to: '/backups' as string | undefined,
  csv: false,
  engine: 'auto',
  since: undefined as string | undefined,
  until: undefined as string | undefined,
  'max-rcu': undefined as string | undefined,
  segments: undefined as string | undefined,
  consistent: false,
  'kms-key': undefined as string | undefined,
  'lock-days': undefined as string | undefined,
  'lock-mode': 'governance',
  new: false,
  'take-over': false,
};

test('what is left out has its default', () => {
  deepEqual(backupWishes(['students'], given), {
    ...{ table: 'students', to: '/backups', segments: null, format: 'dynamodb-json', engine: 'auto', since: null },
    ...{ until: null, maxRcu: null, reads: 'eventual', kmsKey: null, lock: null, resume: 'yes' },
  });
});

test('what belongs to the scan alone chooses it', () => {
  equal(backupWishes(['students'], { ...given, csv: true }).engine, 'scan');
  equal(backupWishes(['students'], { ...given, consistent: true }).reads, 'strong');
  equal(backupWishes(['students'], { ...given, 'max-rcu': '5' }).engine, 'scan');
});

test('lock and time are read', () => {
  const wishes = backupWishes(['students'], {
    ...given,
    ...{ 'lock-days': '30', 'lock-mode': 'compliance', engine: 'export', since: '2026-11-28T01:00:00+01:00' },
  });
  deepEqual(wishes.lock, { mode: 'COMPLIANCE', days: 30 });
  equal(wishes.since?.toISOString(), '2026-11-28T00:00:00.000Z');
});

const mistakes: [string, string[], Partial<typeof given>, RegExp][] = [
  ['no table', [], {}, /^name one table: npm run backup/],
  ['two tables', ['one', 'two'], {}, /^name one table/],
  ['no place', ['students'], { to: undefined }, /--to takes s3:/],
  ['an engine that is none', ['students'], { engine: 'glue' }, /--engine takes auto, scan or export, not 'glue'/],
  ['an export as CSV', ['students'], { engine: 'export', csv: true }, /--csv belongs to the scan/],
  ['an export with strong reads', ['students'], { engine: 'export', consistent: true }, /--consistent belongs/],
  ['an export with a rate', ['students'], { engine: 'export', 'max-rcu': '5' }, /--max-rcu belongs/],
  ['a time without an export', ['students'], { since: '2026-11-28T00:00:00Z' }, /--since belongs to --engine export/],
  ['a time that is none', ['students'], { since: 'yesterday', engine: 'export' }, /--since takes a time such as/],
  ['a time without a zone', ['students'], { since: '2026-11-28T00:00:00', engine: 'export' }, /--since takes a time/],
  ['an end without a beginning', ['students'], { until: '2026-11-28T00:00:00Z' }, /--until belongs to --since/],
  ['half a unit', ['students'], { 'max-rcu': '0.5' }, /--max-rcu takes a whole number from 1 on, not '0.5'/],
  ['no segment', ['students'], { segments: '0' }, /--segments takes a whole number/],
  ['too many segments', ['students'], { segments: '33' }, /--segments takes at most 32/],
  ['a lock that is none', ['students'], { 'lock-mode': 'forever' }, /--lock-mode takes governance or compliance/],
  ['anew and taken over', ['students'], { new: true, 'take-over': true }, /exclude each other/],
];

for (const [what, positionals, wrong, message] of mistakes) {
  test(`${what} is refused in one line`, () => {
    throws(
      () => backupWishes(positionals, { ...given, ...wrong }),
      (error) => error instanceof UserError && message.test(error.message),
    );
  });
}

const nobody = { 'mail-from': undefined, 'mail-to': undefined, topic: undefined };

test('whom to tell', () => {
  deepEqual(noticeTargets(nobody), { mail: null, topic: null });
  const mail = { 'mail-from': 'backup@example.com', 'mail-to': 'dean@example.com' };
  const topic = 'arn:aws:sns:us-east-1:111122223333:backups';
  deepEqual(noticeTargets({ ...mail, topic }), { mail: { from: mail['mail-from'], to: mail['mail-to'] }, topic });
  throws(() => noticeTargets({ ...nobody, 'mail-to': 'dean@example.com' }), /go together/);
  throws(() => noticeTargets({ ...nobody, ...mail, 'mail-to': 'a@example.com, b@example.com' }), /--mail-to takes one/);
  for (const none of ['backups', 'arn:aws:sns:', 'arn:aws:sns:::backups', 'arn:aws:sns:us-east-1:111122223333:']) {
    throws(() => noticeTargets({ ...nobody, topic: none }), /--topic takes the ARN/);
  }
});
