import { deepEqual, ok } from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type StudentsAccount, studentsAccount } from './students-account.ts';

let account: StudentsAccount;

before(async () => {
  account = await studentsAccount();
});

after(() => account?.stop());

for (const stack of ['student-backup', 'student', 'student-backup']) {
  test(`the scenario of ${stack} passes`, async () => {
    const { steps } = await account.scenario(stack);
    ok(steps.length > 10);
    deepEqual(
      steps.flatMap(({ title, error }) => (error === null ? [] : [`${title}: ${error}`])),
      [],
    );
  });
}
