import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict';
import { before, test } from 'node:test';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { rotationLines } from '../../scripts/rotate-key/report.ts';
import { write } from '../deployment/fixture.ts';
import { awsForFile } from '../embedded/own-aws.ts';
import { place } from './fixture.ts';
import { keyedTemplate } from './template.ts';

let aws: EmbeddedAws;

before(async () => {
  aws = await awsForFile();
});

const port = () => new URL(aws.endpoint).port;

test('the new key works after a rotation and the old one does not any more, and the file names its version', async (t) => {
  const at = await place(t, aws, 'ra');
  equal((await at.deploy()).ok, true);
  const old = await at.value();
  const { AWSCURRENT: first } = await at.labels();
  deepEqual([await at.api(old), await at.site(), await at.api('none')], [200, 200, 403]);

  const { deployment, ...rotation } = await at.rotate();
  const version = rotation.version ?? '';
  const file = 'templates/environments/dev.yaml';
  deepEqual(rotation, {
    ...{ formatVersion: 1, environment: 'dev', stack: 'student', secret: 'ApiKeySecret' },
    ...{ version, previousVersion: first, file },
  });
  equal(deployment.changed, true);
  const fresh = await at.value();
  match(fresh, /^[A-Za-z0-9]{40}$/);
  deepEqual([await at.api(old), await at.api(fresh), await at.site()], [403, 200, 200]);
  deepEqual(await at.labels(), { AWSCURRENT: version, AWSPREVIOUS: first });
  match(
    await at.file(),
    new RegExp(`^  student: \\{parameters: \\{ApiKeyVersion: '${version}'\\}\\} # the site$`, 'm'),
  );
  const again = await at.deploy();
  deepEqual([again.ok, again.changed], [true, false], 'a later deploy keeps it');
  match(rotationLines({ ...rotation, deployment }).join('\n'), /is in use and current, instead of .*\n.*commit that/);
});

test('each rotation makes another version, and nothing else of the file changes', async (t) => {
  const at = await place(t, aws, 'rb');
  await at.deploy();
  const [one, two] = [await at.rotate(), await at.rotate()];
  notEqual(one.version, two.version);
  equal(two.previousVersion, one.version);
  deepEqual(await at.labels(), { AWSCURRENT: two.version, AWSPREVIOUS: one.version });
  equal((await at.file()).split('\n').filter((line) => line.includes(two.version ?? '')).length, 1);
  equal((await at.file()).includes(one.version ?? ''), false);
  equal(await at.site(), 200);
});

test('an environment without an account: its file stays, and so does the key, as the stack keeps its version', async (t) => {
  const at = await place(t, aws, 'rd', { account: false });
  await at.deploy();
  const written = await at.file();
  const rotation = await at.rotate();
  deepEqual([rotation.file, await at.file()], [null, written]);
  deepEqual(Object.keys(await at.labels()).sort(), ['AWSCURRENT', 'AWSPREVIOUS']);
  match(rotationLines(rotation)[1] ?? '', /^Environment dev names no account, so its file stays as it is/);
  const kept = await at.deploy();
  deepEqual([kept.ok, kept.changed, await at.deployed()], [true, false, rotation.version]);
  equal((await at.rotate()).previousVersion, rotation.version, 'and it can be rotated again');
});

test('a deployment that fails leaves the old key working, and the next run goes on with the same version', async (t) => {
  const at = await place(t, aws, 're');
  await at.deploy();
  const [old, written] = [await at.value(), await at.file()];
  // The embedded AWS keeps names that begin so for AWS itself. It comes after the key and the distribution.
  const broken =
    '  Zz:\n    Type: AWS::SSM::Parameter\n    DependsOn: Distribution\n    Properties: {Type: String, Name: aws-reserved, Value: x}\n';
  await write(at.root, 'templates/student.yaml', keyedTemplate(port(), broken));
  const failed = await at.rotate();
  deepEqual([failed.deployment.ok, failed.file, await at.file()], [false, null, written]);
  deepEqual([await at.api(old), await at.site()], [200, 200]);
  equal((await at.labels()).AWSPENDING, failed.version);
  match(rotationLines(failed).join(), /^The old value of student\/ApiKeySecret goes on working\. Run this again/);
  await write(at.root, 'templates/student.yaml', keyedTemplate(port()));
  const done = await at.rotate();
  equal(done.version, failed.version);
  deepEqual([await at.api(old), await at.api(await at.value(done.version ?? '')), await at.site()], [403, 200, 200]);
  equal((await at.labels()).AWSPENDING, undefined);
});

test('other data that would be lost is held as ever', async (t) => {
  const queue = (name: string) => `  Jobs:\n    Type: AWS::SQS::Queue\n    Properties: {QueueName: ${name}}\n`;
  const at = await place(t, aws, 'rf', { files: { 'templates/student.yaml': keyedTemplate(port(), queue('rf-one')) } });
  await at.deploy();
  const old = await at.value();
  await write(at.root, 'templates/student.yaml', keyedTemplate(port(), queue('rf-two')));
  const { deployment } = await at.rotate();
  equal(deployment.held, true);
  match(deployment.stacks[0]?.heldBy.join() ?? '', /^Jobs .* would be replaced because QueueName changes/);
  deepEqual([await at.api(old), await at.site()], [200, 200]);
});

test('two runs at once rotate once', async (t) => {
  const at = await place(t, aws, 'rg');
  await at.deploy();
  const old = await at.value();
  const outcomes = await Promise.allSettled([at.rotate(), at.rotate()]);
  ok(
    outcomes.some(({ status }) => status === 'fulfilled'),
    JSON.stringify(outcomes),
  );
  await at.rotate();
  const { AWSCURRENT: current = '', AWSPENDING: pending } = await at.labels();
  deepEqual([await at.deployed(), (await at.file()).includes(current), pending], [current, true, undefined]);
  deepEqual([await at.api(old), await at.api(await at.value()), await at.site()], [403, 200, 200]);
});

test('nothing that is said has a key in it', async (t) => {
  const at = await place(t, aws, 'rh');
  await at.deploy();
  const old = await at.value();
  const mark = aws.calls.mark();
  await at.rotate();
  const fresh = await at.value();
  const said = [...at.said, await at.file(), JSON.stringify(aws.calls.since(mark))].join('\n');
  ok(said.length > 1_000);
  deepEqual([said.includes(old), said.includes(fresh)], [false, false]);
});
