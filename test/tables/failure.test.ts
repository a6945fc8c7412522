import { deepEqual, equal, match } from 'node:assert/strict';
import { test } from 'node:test';
import { BackupProblem } from '../../functions/shared/backup/problem.ts';
import { UserError } from '../../scripts/cli/errors.ts';
import { toldFailure } from '../../scripts/tables/failure.ts';

const at = { endpoint: null };

function awsError(name: string, message: string, httpStatusCode = 400): Error {
  return Object.assign(new Error(message), {
    name,
    $metadata: { httpStatusCode, requestId: 'r-1' },
    call: 'dynamodb:Scan',
  });
}

test('a problem with a backup has the exit code of its kind', () => {
  const exits = (['absent', 'taken', 'damaged', 'foreign', 'busy', 'table', 'input'] as const).map(
    (kind) => toldFailure(new BackupProblem(kind, 'so it is'), at)?.exit,
  );
  deepEqual(exits, [2, 2, 1, 2, 3, 2, 2]);
});

test('a mistake, credentials and the disk', () => {
  deepEqual(toldFailure(new UserError('use another'), at), { line: 'use another', exit: 2 });
  deepEqual(toldFailure(new UserError('of key \u001b[2J\n::error::x'), at), {
    line: 'of key  [2J ::error::x',
    exit: 2,
  });
  const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', path: '/backups/x' });
  deepEqual(toldFailure(full, at), { line: 'cannot use /backups/x: the disk is full (ENOSPC)', exit: 2 });
  match(
    toldFailure(awsError('ExpiredTokenException', 'expired'), at)?.line ?? '',
    /^the AWS session has expired: sign in/,
  );
});

test('who was refused what, the statement that allows it and where it belongs', () => {
  const refusal =
    'User: arn:aws:sts::111122223333:assumed-role/stackwarden-dev-backup/ci is not authorized to perform: dynamodb:Scan on resource: arn:aws:dynamodb:us-east-1:111122223333:table/students because no identity-based policy allows the dynamodb:Scan action';
  const told = toldFailure(awsError('AccessDeniedException', refusal), at);
  equal(told?.exit, 2);
  match(
    told?.line ?? '',
    /^role stackwarden-dev-backup was denied dynamodb:Scan on arn:aws:dynamodb.*table\/students: allow it with \{.*\} \(policies\/backup.json\)$/,
  );
  const user = refusal.replace('assumed-role/stackwarden-dev-backup/ci', 'user/ann');
  match(toldFailure(awsError('AccessDeniedException', user), at)?.line ?? '', /^user ann was denied .*\}$/);
});

test('a bucket that is gone, and any other answer of AWS, with call and request', () => {
  const gone = toldFailure(awsError('NoSuchBucket', 'The specified bucket does not exist', 404), at);
  deepEqual([gone?.exit, gone?.line.startsWith('there is no such bucket: NoSuchBucket')], [2, true]);
  deepEqual(toldFailure(awsError('InternalServerError', 'sorry', 500), at), {
    line: 'InternalServerError from dynamodb:Scan: sorry (request id r-1)',
    exit: 1,
  });
});

test('a bug is none of these', () => {
  equal(toldFailure(new TypeError('undefined is not a function'), at), null);
});
