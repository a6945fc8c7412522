import { equal } from 'node:assert/strict';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { OTHER_AUDIENCE } from '../issuer.ts';
import { type Purpose, subjectEnd, type TokenChanges } from '../jobs.ts';
import { denied, type Ground } from './ground.ts';

export const PURPOSES: Purpose[] = ['plan-pr', 'plan-main', 'deploy', 'backup', 'restore', 'drift'];

/** Whom the roles of jobs let in, and whom not: each token differs in one thing from that of the job. */
export async function trusting(ground: Ground): Promise<void> {
  for (const purpose of PURPOSES) {
    await ground.stage.part(`${purpose}: trusts the tokens of its job`, () => trustsItsJob(ground, purpose));
  }
}

async function trustsItsJob(ground: Ground, purpose: Purpose): Promise<void> {
  const { stage, jobs, name } = ground;
  const end = subjectEnd(purpose, jobs);
  const { GitHubRepositoryWithIds: withIds = '' } = jobs.parameters;
  await stage.step(`${purpose} lets its job in, whichever way GitHub names the repository`, async () => {
    for (const repository of [jobs.repository, withIds]) {
      const { sts } = await stage.job(purpose, { sub: `repo:${repository}:${end}` });
      const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
      equal(Arn, `arn:aws:sts::${stage.accountId}:assumed-role/${name}-${purpose}/scenario`);
    }
  });
  for (const [who, changes] of Object.entries({ ...otherJobs(ground), ...otherSubjects(ground, purpose) })) {
    await stage.refused(
      `${purpose} does not let in ${who}`,
      { action: 'sts:AssumeRoleWithWebIdentity', decision: denied },
      () => stage.job(purpose, changes),
    );
  }
}

/** Of the same issuer; a job with an environment is known by that alone. */
function otherJobs({ jobs: { repository, environment } }: Ground): Record<string, TokenChanges> {
  const [owner, own] = repository.split('/');
  const onBranch = (branch: string, of: string | null) => {
    return { event: 'push', ref: `refs/heads/${branch}`, environment: of };
  };
  return {
    'another repository': { repository: `${owner}/other` },
    'another owner': { repository: `other/${own}` },
    'another branch': onBranch('other', null),
    'another environment': onBranch('main', `${environment}-other`),
    'another stage': onBranch('main', 'other'),
    'another audience': { audience: OTHER_AUDIENCE },
  };
}

/** Jobs of the other roles, and names that only look alike. */
function otherSubjects({ jobs }: Ground, purpose: Purpose): Record<string, TokenChanges> {
  const { repository, parameters } = jobs;
  const { GitHubRepositoryWithIds: withIds = '' } = parameters;
  const end = subjectEnd(purpose, jobs);
  const others = PURPOSES.filter((one) => one !== purpose).map((one) => `${repository}:${subjectEnd(one, jobs)}`);
  const alike = [`${repository}2:${end}`, `x${repository}:${end}`, `${repository}:${end}x`, `${withIds}0:${end}`];
  return Object.fromEntries([...others, ...alike].map((one) => [one, { sub: `repo:${one}` }]));
}
