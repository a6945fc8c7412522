import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { PutSecretValueCommand, RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { listResources } from '../../scripts/aws/resources.ts';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { write } from '../deployment/fixture.ts';
import { awsForFile } from '../embedded/own-aws.ts';
import { mistakeOf } from '../template/fixture.ts';
import { type Place, place } from './fixture.ts';
import { keyedTemplate } from './template.ts';

let aws: EmbeddedAws;

before(async () => {
  aws = await awsForFile();
});

const template = () => keyedTemplate(new URL(aws.endpoint).port);
const FILE = 'templates/environments/dev.yaml';

async function secretIdOf(at: Place, stack: string): Promise<string> {
  const resources = await listResources(at.clients('us-east-1'), stack);
  return resources.find(({ logicalId }) => logicalId === 'ApiKeySecret')?.physicalId ?? '';
}

test('what the check finds is told, and no version is made', async (t) => {
  const at = await place(t, aws, 'mc');
  await at.deploy();
  const labels = await at.labels();
  await write(
    at.root,
    'templates/student.yaml',
    template().replace('KeyName: {Type: String, Default: key}', "KeyName: {Type: String, Default: '444455556666'}"),
  );
  const { version, deployment } = await at.rotate();
  deepEqual([version, deployment.ok, deployment.findings.length > 0], [null, false, true]);
  deepEqual(await at.labels(), labels);
});

test('a stack that somebody else deploys meanwhile, without the new version', async (t) => {
  const at = await place(t, aws, 'md');
  await at.deploy();
  const { AWSCURRENT: current } = await at.labels();
  let other: Promise<unknown> | null = null;
  const secrets = () => at.secrets();
  const clients = (region: string) => {
    const made = at.clients(region);
    made.cloudformation.middlewareStack.add(
      (next) => async (args) => {
        await other;
        return next(args);
      },
      { step: 'initialize' },
    );
    return made;
  };
  const line = await mistakeOf(() =>
    at.rotate({
      ...{ clients, secrets },
      report: (event) => {
        if (event.type === 'finished') other ??= at.deploy('', ['Key']);
      },
    }),
  );
  equal(line, 'somebody else deployed md-dev-student meanwhile, without the new version: run this again');
  deepEqual([(await at.labels()).AWSCURRENT, await at.deployed()], [current, '']);
  equal((await at.rotate()).deployment.ok, true);
  equal(await at.api(await at.value()), 200);
});

test('a stack whose secret is not there yet', async (t) => {
  const at = await place(t, aws, 'me', {
    files: { 'templates/student.yaml': 'Resources: {Q: {Type: AWS::SQS::Queue}}\n' },
  });
  await at.deploy();
  await write(at.root, 'templates/student.yaml', template());
  equal(
    await mistakeOf(() => at.rotate()),
    'stack me-dev-student has no ApiKeySecret yet: npm run deploy -- --environment dev student',
  );
});

test('a secret that Secrets Manager rotates', async (t) => {
  const at = await place(t, aws, 'mf');
  await at.deploy();
  const arn = `arn:aws:lambda:us-east-1:${aws.accountId}:function:rotate`;
  const wish = { RotationLambdaARN: arn, RotationRules: { AutomaticallyAfterDays: 30 }, RotateImmediately: false };
  await at.secrets().send(new RotateSecretCommand({ SecretId: await secretIdOf(at, 'mf-dev-student'), ...wish }));
  match(await mistakeOf(() => at.rotate()), /is rotated by Secrets Manager itself: turn that off/);
});

test('a checkout that is older than the last rotation is told to pull, and then it goes', async (t) => {
  const at = await place(t, aws, 'mg');
  await at.deploy();
  const old = await at.file();
  const { version } = await at.rotate();
  const pulled = await at.file();
  await writeFile(join(at.root, FILE), old);
  match(
    await mistakeOf(() => at.rotate()),
    new RegExp(
      `^stack mg-dev-student has version ${version}, which ${FILE} does not name: .* Pull, or write ApiKeyVersion: '${version}' below stacks\\.student\\.parameters; then run this again$`,
    ),
  );
  equal(await at.deployed(), version);
  await writeFile(join(at.root, FILE), pulled);
  equal((await at.rotate()).previousVersion, version);
});

test('a version that the file names and nobody else has is replaced', async (t) => {
  const at = await place(t, aws, 'mh');
  await at.deploy();
  const written = await at.file();
  await writeFile(join(at.root, FILE), written.replace('{}', `{parameters: {ApiKeyVersion: ${'a'.repeat(36)}}}`));
  const { version, deployment } = await at.rotate();
  deepEqual([deployment.ok, await at.deployed(), (await at.file()).includes(version ?? '')], [true, version, true]);
});

test('the label AWSPENDING at what is current, and not at what the stack has, is nobody’s unfinished rotation', async (t) => {
  const at = await place(t, aws, 'mi');
  await at.deploy();
  const SecretId = await secretIdOf(at, 'mi-dev-student');
  const left = { SecretId, SecretString: 'x'.repeat(40), VersionStages: ['AWSCURRENT', 'AWSPENDING'] };
  const { VersionId } = await at.secrets().send(new PutSecretValueCommand(left));
  const { version, previousVersion } = await at.rotate();
  deepEqual([version === VersionId, previousVersion], [false, VersionId]);
  equal(await at.api(await at.value()), 200);
});

for (const what of ['the file', 'its folder'] as const) {
  test(`never through a link: ${what}`, async (t) => {
    const at = await place(t, aws, 'mj');
    const elsewhere = join(at.root, 'elsewhere');
    await mkdir(elsewhere);
    const from = join(at.root, what === 'the file' ? FILE : 'templates/environments');
    await rename(from, join(elsewhere, 'moved'));
    await symlink(join(elsewhere, 'moved'), from);
    match(
      await mistakeOf(() => at.rotate()),
      /^templates\/environments\/dev\.yaml: a link on the way to it; put the file itself/,
    );
  });
}

test('what somebody writes into the file during the deployment stays', async (t) => {
  const at = await place(t, aws, 'mk');
  await at.deploy();
  let isWritten: Promise<void> | null = null;
  const { version } = await at.rotate({
    report: (event) => {
      if (event.type === 'finished')
        isWritten ??= at.file().then((text) => writeFile(join(at.root, FILE), `${text}# more\n`));
    },
  });
  await isWritten;
  match(await at.file(), new RegExp(`${version}[\\s\\S]*# more\\n$`));
});

test('an error that repeats what was sent does not show the value', async (t) => {
  const at = await place(t, aws, 'ml');
  await at.deploy();
  let sent = '';
  const secrets = () => {
    const client = at.secrets();
    client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName !== 'PutSecretValueCommand') return next(args);
          sent = (args.input as { SecretString: string }).SecretString;
          throw new Error(`a proxy says: ${sent} and ${sent}`);
        },
      { step: 'initialize' },
    );
    return client;
  };
  const said = await at.rotate({ secrets }).then(
    () => '',
    (error: Error) => `${error.message}\n${error.stack}`,
  );
  ok(sent.length === 40);
  match(said, /^a proxy says: … and …\n/);
  equal(said.includes(sent), false);
});

test('a call that AWS refuses is told in one line, and the next run goes on', async (t) => {
  const at = await place(t, aws, 'mm');
  await at.deploy();
  const secrets = () => {
    const client = at.secrets();
    client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName !== 'UpdateSecretVersionStageCommand') return next(args);
          const said = { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400, requestId: 'r' } };
          throw Object.assign(new Error('not authorized to perform: secretsmanager:UpdateSecretVersionStage'), said);
        },
      { step: 'initialize' },
    );
    return client;
  };
  match(
    await mistakeOf(() => at.rotate({ secrets })),
    /^AccessDeniedException.*run it again when that is mended, and it goes on$/,
  );
  const { AWSPENDING: pending } = await at.labels();
  equal(await at.site(), 200);
  equal((await at.rotate()).version, pending);
});

test('interrupted before anything is put, it puts nothing', async (t) => {
  const at = await place(t, aws, 'mn');
  await at.deploy();
  const stop = new AbortController();
  stop.abort(new Error('interrupted'));
  await rejects(at.rotate({ signal: stop.signal }), /interrupted/);
  deepEqual(Object.keys(await at.labels()), ['AWSCURRENT']);
});
