import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { before, test } from 'node:test';
import { describeStack } from '../../scripts/aws/stacks.ts';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { until } from '../embedded/fixture.ts';
import { awsForFile } from '../embedded/own-aws.ts';
import { Killed, killed, type Place, place } from './fixture.ts';

let aws: EmbeddedAws;

before(async () => {
  aws = await awsForFile();
});

/** What CloudFormation has begun goes on without whoever asked for it. */
async function settled(at: Place, name: string): Promise<void> {
  await until(async () => {
    const stack = await describeStack(at.clients('us-east-1'), name);
    return stack?.status.endsWith('IN_PROGRESS') && stack.status !== 'REVIEW_IN_PROGRESS' ? undefined : true;
  });
}

/** The calls that change anything, in their order, and some between. */
const MOMENTS: [call: string, moment: 'before' | 'after', nth?: number][] = [
  ['DescribeSecret', 'after'],
  ['PutSecretValue', 'before'],
  ['PutSecretValue', 'after'],
  ['CreateChangeSet', 'before'],
  ['CreateChangeSet', 'after'],
  ['ExecuteChangeSet', 'before'],
  ['ExecuteChangeSet', 'after'],
  ['DescribeSecret', 'before', 2],
  ['UpdateSecretVersionStage', 'before'],
  ['UpdateSecretVersionStage', 'after'],
  ['UpdateSecretVersionStage', 'before', 2],
  ['UpdateSecretVersionStage', 'after', 2],
];

for (const [index, [call, moment, nth = 1]] of MOMENTS.entries()) {
  const which = nth === 1 ? call : `${call} number ${nth}`;
  test(`killed ${moment} ${which}, a key works, and the next run ends it`, async (t) => {
    const prefix = `k${String.fromCharCode(97 + index)}`;
    const at = await place(t, aws, prefix);
    await at.deploy();
    const old = await at.value();
    const faulty = killed(at, call, moment, nth);
    await rejects(at.rotate(faulty), Killed);
    await settled(at, `${prefix}-dev-student`);
    equal(await at.site(), 200, 'visitors notice nothing');
    const { AWSPENDING: begun } = await at.labels();
    equal(await at.api(await at.value((await at.deployed()) || undefined)), 200, 'the version that the stack names');

    const { version, deployment } = await at.rotate();
    equal(deployment.ok, true);
    if (begun !== undefined) equal(version, begun, 'the version that was begun is the one that is ended');
    const labels = await at.labels();
    deepEqual([labels.AWSCURRENT, labels.AWSPENDING, await at.deployed()], [version, undefined, version]);
    ok((await at.file()).includes(`ApiKeyVersion: '${version}'`));
    deepEqual([await at.api(old), await at.api(await at.value()), await at.site()], [403, 200, 200]);
    deepEqual([(await at.deploy()).changed, faulty.isDead()], [false, true]);
  });
}
