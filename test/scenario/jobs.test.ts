import { equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { jobsOf, type Purpose, subjectEnd } from '../../scripts/scenario/jobs.ts';

test('the stack bootstrap alone has roles for jobs', async () => {
  await rejects(jobsOf({} as never, { BucketName: 'a' }), /^Error: the stack bootstrap alone has roles for jobs$/);
});

const ENDS: [Purpose, string][] = [
  ['plan-pr', 'pull_request'],
  ['plan-main', 'ref:refs/heads/main'],
  ['deploy', 'environment:local'],
  ['backup', 'environment:local-backup'],
  ['restore', 'environment:local-restore'],
  ['drift', 'environment:local-drift'],
];

for (const [purpose, end] of ENDS) {
  test(`the job of ${purpose} has a subject that ends in ${end}`, () => {
    equal(subjectEnd(purpose, { repository: 'a/b', environment: 'local' }), end);
  });
}
