import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { withKeptVersions } from '../../scripts/deployment/kept-versions.ts';
import { type Environment, readEnvironment } from '../../scripts/template/environment.ts';
import { mistakeOf } from '../template/fixture.ts';
import { account, queue, write } from './fixture.ts';

const SECRET = `  Secret:
    Type: AWS::SecretsManager::Secret
    Metadata: {Stackwarden: {VersionParameter: Version}}
Parameters:
  Version: {Type: String, Default: ''}
`;
const FILE = 'templates/environments/dev.yaml';
const pinned = (version: string) =>
  `region: us-east-1\nprefix: p\nstacks: {app: {parameters: {Version: '${version}'}}}\n`;
const open = 'region: us-east-1\nprefix: p\nstacks: {}\n';

/** Stacks that are deployed with a version, and one that has no secret. */
async function deployed(t: TestContext, version: string) {
  const files = { 'templates/app.yaml': queue('a', SECRET), 'templates/web.yaml': queue('b'), [FILE]: pinned(version) };
  const { root, cloudformation, deploy } = await account(t, files);
  assert.equal((await deploy()).ok, true);
  const calls: string[] = [];
  const client = {
    send: (command: { constructor: { name: string }; input: { StackName?: string } }) => {
      calls.push(`${command.constructor.name} ${command.input.StackName}`);
      return cloudformation.client.send(command as never);
    },
  };
  const clients = () => ({ region: 'us-east-1', endpoint: null, cloudformation: client }) as never;
  const kept = async (environment?: Environment) =>
    withKeptVersions(root, environment ?? (await readEnvironment(root, 'dev', {})), ['app', 'web'], clients);
  return { root, cloudformation, calls, kept };
}

test('a version that the file does not name stays as it is deployed; stacks without such a secret are not asked for', async (t) => {
  const { root, calls, kept } = await deployed(t, 'one');
  await write(root, FILE, open);
  assert.deepEqual((await kept()).stacks.app?.parameters, { Version: 'one' });
  assert.deepEqual(calls, ['DescribeStacksCommand p-dev-app']);
});

test('a version that the file names is what it says, an empty one too', async (t) => {
  const { root, calls, kept } = await deployed(t, 'one');
  for (const version of ['two', '']) {
    await write(root, FILE, pinned(version));
    assert.deepEqual((await kept()).stacks.app?.parameters, { Version: version });
  }
  assert.deepEqual(calls, []);
});

test('what else the file says of the stack stays', async (t) => {
  const { root, kept } = await deployed(t, 'one');
  await write(root, FILE, 'region: us-east-1\nprefix: p\nstacks: {app: {region: us-east-1, parameters: {A: 1}}}\n');
  assert.deepEqual((await kept()).stacks, {
    app: { region: 'us-east-1', parameters: { A: '1', Version: 'one' }, skip: null },
  });
});

test('without a version, and without the stack, the environment is the same', async (t) => {
  const { root, kept } = await deployed(t, '');
  await write(root, FILE, open);
  const environment = await readEnvironment(root, 'dev', {});
  assert.equal(await kept(environment), environment);
  const other = { ...environment, prefix: 'q' };
  assert.equal(await kept(other), other);
});

test('a stack that is made anew has a new secret', async (t) => {
  const { root, cloudformation, kept } = await deployed(t, 'one');
  await write(root, FILE, open);
  const stack = cloudformation.stacks.find(({ name }) => name === 'p-dev-app');
  assert.ok(stack);
  stack.status = 'ROLLBACK_COMPLETE';
  assert.deepEqual((await kept()).stacks, {});
});

test('a stack that may not be described is one line', async (t) => {
  const { root } = await deployed(t, 'one');
  await write(root, FILE, open);
  const denied = Object.assign(new Error('not authorized'), {
    name: 'AccessDenied',
    $metadata: { httpStatusCode: 403 },
  });
  const client = { send: () => Promise.reject(denied) };
  const clients = () => ({ region: 'us-east-1', endpoint: null, cloudformation: client }) as never;
  const environment = await readEnvironment(root, 'dev', {});
  const line = await mistakeOf(() => withKeptVersions(root, environment, ['app'], clients));
  assert.equal(line, 'AccessDenied: not authorized');
});
