import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import {
  artifactBucket,
  listEnvironments,
  readEnvironment,
  stackName,
  stackTags,
} from '../../scripts/template/environment.ts';
import { environment, mistakeOf, repository } from './fixture.ts';

const LAB = { 'templates/lab.yaml': 'Resources: {}' };
const MINIMAL = 'region: us-east-1\nprefix: sw\nstacks: {}\n';

test('everything that an environment can say', async (t) => {
  const text = `
region: eu-west-1
account: \${DEV_ACCOUNT_ID}
prefix: sw
protect: true
tags: {Project: Demo, Cost: 12}
stacks:
  lab:
    region: us-east-1
    parameters: {Days: 30, On: true, Flag: yes, Name: x}
    tags: {Project: Own}
    skip: not here yet
`;
  const root = await repository(t, { ...LAB, 'templates/environments/dev.yaml': text });
  const { source, ...read } = await readEnvironment(root, 'dev', { DEV_ACCOUNT_ID: '012345678901' });
  assert.equal(source?.file, 'templates/environments/dev.yaml');
  assert.deepEqual(read, {
    name: 'dev',
    region: 'eu-west-1',
    account: '012345678901',
    prefix: 'sw',
    tags: { Project: 'Demo', Cost: '12' },
    protect: true,
    serviceRole: null,
    stackPolicy: null,
    rollback: null,
    stacks: {
      lab: {
        region: 'us-east-1',
        parameters: { Days: '30', On: 'true', Flag: 'yes', Name: 'x' },
        tags: { Project: 'Own' },
        skip: 'not here yet',
      },
    },
  });
});

test('a stack’s own tags stand before the environment’s', async (t) => {
  const text =
    'region: us-east-1\nprefix: sw\ntags: {Project: Demo, Cost: 12}\nstacks: {lab: {tags: {Project: Own}}}\n';
  const root = await repository(t, { ...LAB, 'templates/environments/dev.yaml': text });
  const environment = await readEnvironment(root, 'dev', {});
  assert.deepEqual(stackTags(environment, 'lab'), { Project: 'Own', Cost: '12' });
  assert.deepEqual(stackTags(environment, 'another'), { Project: 'Demo', Cost: '12' });
});

test('what is left out', async (t) => {
  const text = 'region: us-east-1\nprefix: sw\nstacks:\n  lab:\n';
  const root = await repository(t, { ...LAB, 'templates/environments/local.yaml': text });
  const { source, ...read } = await readEnvironment(root, 'local', {});
  assert.ok(source);
  const lab = { region: null, parameters: {}, skip: null };
  const plain = {
    tags: {},
    account: null,
    protect: false,
    serviceRole: null,
    stackPolicy: null,
    rollback: null,
    stacks: { lab },
  };
  assert.deepEqual(read, { name: 'local', region: 'us-east-1', prefix: 'sw', ...plain });
});

const MISTAKES: [name: string, text: string, message: RegExp][] = [
  ['unknown key', `regin: x\n${MINIMAL}`, /^FILE:1:1: unknown key 'regin'; did you mean region\?$/],
  [
    'unknown key of a stack',
    `${MINIMAL.replace('{}', '')}  lab:\n    skipp: x`,
    /^FILE:5:5: unknown key 'skipp'; did you/,
  ],
  ['no region', 'prefix: sw\nstacks: {}', /^FILE:1:1: region is missing: add 'region:'$/],
  ['no prefix', 'region: us-east-1\nstacks: {}', /^FILE:1:1: prefix is missing/],
  ['no stacks', 'region: us-east-1\nprefix: sw', /^FILE:1:1: stacks is missing/],
  ['wrong region', 'region: us-east', /^FILE:1:9: region takes a region such as us-east-1, not 'us-east'$/],
  ['region a list', 'region: [a]', /^FILE:1:9: region takes text$/],
  ['prefix in capitals', MINIMAL.replace('sw', 'Sw'), /^FILE:2:9: prefix takes small letters/],
  ['account too short', `account: 123\n${MINIMAL}`, /^FILE:1:10: an account id has 12 digits, '123' is not one$/],
  ['account empty', `account: ''\n${MINIMAL}`, /^FILE:1:10: an account id has 12 digits, '' is not one$/],
  [
    'variable not set',
    `account: \${NOT_SET}\n${MINIMAL}`,
    /^FILE:1:10: the variable NOT_SET is not set: export NOT_SET=/,
  ],
  ['protect not a flag', `protect: 'no'\n${MINIMAL}`, /^FILE:1:10: protect takes true or false$/],
  ['role by ARN', `serviceRole: arn:aws:iam::1:role/x\n${MINIMAL}`, /^FILE:1:14: serviceRole takes the name of a role/],
  [
    'stack policy without statements',
    `stackPolicy: {Statement: []}\n${MINIMAL}`,
    /^FILE:1:14: stackPolicy takes a stack/,
  ],
  [
    'rollback without alarms',
    `rollback: {minutes: 5}\n${MINIMAL}`,
    /^FILE:1:11: rollback.alarms takes the names of one/,
  ],
  ['rollback without minutes', `rollback: {alarms: [a]}\n${MINIMAL}`, /^FILE:1:1: minutes is missing/],
  ['too long a watch', `rollback: {alarms: [a], minutes: 181}\n${MINIMAL}`, /^FILE:1:34: minutes takes minutes from 0/],
  ['tags a list', `tags: [a]\n${MINIMAL}`, /^FILE:1:7: tags takes 'key: value' lines$/],
  ['tag of AWS', `tags: {aws:x: a}\n${MINIMAL}`, /^FILE:1:8: expected a tag key/],
  ['tag of a stack without value', `${MINIMAL.replace('{}', '{lab: {tags: {x: }}}')}`, /^FILE:3:\d+: x takes text$/],
  ['tag without value', `tags: {x: }\n${MINIMAL}`, /^FILE:1:\d+: x takes text$/],
  [
    'stack without template',
    MINIMAL.replace('{}', '{labs: {}}'),
    /^FILE:3:10: no template is called 'labs'; did you mean lab\?$/,
  ],
  ['skip without reason', MINIMAL.replace('{}', '{lab: {skip: true}}'), /^FILE:3:22: skip takes the reason, as text$/],
  [
    'byPeople without reason',
    MINIMAL.replace('{}', '{lab: {byPeople: true}}'),
    /^FILE:3:26: byPeople takes the reason, as/,
  ],
  [
    'skipped and deployed by people',
    MINIMAL.replace('{}', '{lab: {skip: a, byPeople: b}}'),
    /^FILE:3:35: a stack is skipped or deployed by people: say one$/,
  ],
  ['skip with empty reason', MINIMAL.replace('{}', "{lab: {skip: ' '}}"), /^FILE:3:22: skip takes the reason/],
  ['parameter a map', MINIMAL.replace('{}', '{lab: {parameters: {A: {}}}}'), /^FILE:3:32: A takes text$/],
  [
    'parameter with a variable of its own',
    MINIMAL.replace('{}', '{lab: {parameters: {A: "${GITHUB_TOKEN}"}}}'),
    /^FILE:3:32: parameters can name \$\{AWS_ENDPOINT_URL\} and \$\{AWS_ENDPOINT_PORT\} alone, not \$\{GITHUB_TOKEN\}$/,
  ],
  [
    'endpoint that is not set',
    MINIMAL.replace('{}', '{lab: {parameters: {A: "${AWS_ENDPOINT_URL}/x"}}}'),
    /^FILE:3:32: the variable AWS_ENDPOINT_URL is not set: npm start prints it$/,
  ],
  [
    'port of an endpoint that is not set',
    MINIMAL.replace('{}', '{lab: {parameters: {A: "${AWS_ENDPOINT_PORT}"}}}'),
    /^FILE:3:32: the variable AWS_ENDPOINT_URL is not set: npm start prints it$/,
  ],
  ['not a map', '- a', /^FILE:1:1: the file takes 'key: value' lines$/],
  ['not YAML', 'a: [', /^FILE:1:5: not valid YAML/],
];

for (const [name, text, message] of MISTAKES) {
  test(`mistake: ${name}`, async (t) => {
    const root = await repository(t, { ...LAB, 'templates/environments/dev.yaml': text });
    const said = await mistakeOf(() => readEnvironment(root, 'dev', {}));
    assert.match(said.replace('templates/environments/dev.yaml', 'FILE'), message);
  });
}

test('a variable is named, its value never shown', async (t) => {
  const text = `account: \${SECRET_TOKEN}\n${MINIMAL}`;
  const root = await repository(t, { 'templates/environments/dev.yaml': text });
  const said = await mistakeOf(() => readEnvironment(root, 'dev', { SECRET_TOKEN: 'hunter2' }));
  assert.equal(
    said,
    'templates/environments/dev.yaml:1:10: an account id has 12 digits, the value of SECRET_TOKEN is not one',
  );
});

const PLACES = `region: us-east-1
prefix: sw
stacks:
  lab:
    parameters:
      A: \${AWS_ENDPOINT_URL}/x
      Origin: http://localhost:\${AWS_ENDPOINT_PORT}/\${AWS_ENDPOINT_PORT}
`;
const ENDPOINTS: [what: string, env: NodeJS.ProcessEnv, a: string, port: string][] = [
  ['the address alone', { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' }, 'http://127.0.0.1:4566/x', '4566'],
  ['the port as well', { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ENDPOINT_PORT: '2' }, 'http://127.0.0.1:1/x', '2'],
  ['an empty port', { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ENDPOINT_PORT: '' }, 'http://127.0.0.1:1/x', '1'],
  ['the port of HTTP', { AWS_ENDPOINT_URL: 'http://127.0.0.1' }, 'http://127.0.0.1/x', '80'],
  ['the port of HTTPS', { AWS_ENDPOINT_URL: 'https://aws.test/' }, 'https://aws.test//x', '443'],
];

for (const [what, env, a, port] of ENDPOINTS) {
  test(`a parameter can name the endpoint of the embedded AWS and its port: ${what}`, async (t) => {
    const root = await repository(t, { ...LAB, 'templates/environments/dev.yaml': PLACES });
    const { stacks } = await readEnvironment(root, 'dev', env);
    assert.deepEqual(stacks.lab?.parameters, { A: a, Origin: `http://localhost:${port}/${port}` });
  });
}

test('offline, an endpoint that is not set stays as it is written', async (t) => {
  const root = await repository(t, { ...LAB, 'templates/environments/dev.yaml': PLACES });
  const { stacks } = await readEnvironment(root, 'dev', {}, { offline: true });
  const port = '${AWS_ENDPOINT_PORT}';
  assert.deepEqual(stacks.lab?.parameters, {
    A: '${AWS_ENDPOINT_URL}/x',
    Origin: `http://localhost:${port}/${port}`,
  });
});

const WRONG_ENDPOINTS: [what: string, env: NodeJS.ProcessEnv, said: RegExp][] = [
  ['no URL', { AWS_ENDPOINT_URL: 'hunter2' }, /:7:15: AWS_ENDPOINT_URL is not a URL: set it to one such as http:/],
  ['without its http://', { AWS_ENDPOINT_URL: 'localhost:4566' }, /:7:15: AWS_ENDPOINT_URL is not a URL/],
  [
    'a port that is none',
    { AWS_ENDPOINT_URL: 'http://a:1', AWS_ENDPOINT_PORT: 'hunter2' },
    /takes a number up to 65535/,
  ],
  [
    'a port too high',
    { AWS_ENDPOINT_URL: 'http://a:1', AWS_ENDPOINT_PORT: '65536' },
    /:7:15: the variable AWS_ENDPOINT_PORT/,
  ],
];

for (const [what, env, said] of WRONG_ENDPOINTS) {
  test(`an endpoint of ${what} is a mistake, and its value is not shown`, async (t) => {
    const root = await repository(t, { ...LAB, 'templates/environments/dev.yaml': PLACES });
    const line = await mistakeOf(() => readEnvironment(root, 'dev', env));
    assert.match(line, said);
    assert.doesNotMatch(line, /hunter2/);
  });
}

test('offline, an account that is not set stays open', async (t) => {
  const text = `account: \${DEV_ACCOUNT_ID}\n${MINIMAL}`;
  const root = await repository(t, { 'templates/environments/dev.yaml': text });
  assert.equal((await readEnvironment(root, 'dev', {}, { offline: true })).account, null);
});

test('an environment that is a link to itself', async (t) => {
  const root = await repository(t, {
    'templates/environments/prod.yaml': MINIMAL,
    'templates/environments/.#prod.yaml': '',
  });
  await symlink('dev.yaml', join(root, 'templates/environments/dev.yaml'));
  assert.equal(
    await mistakeOf(() => readEnvironment(root, 'dev', {})),
    'templates/environments/dev.yaml: a link to nothing; put the file itself there',
  );
  assert.deepEqual(await listEnvironments(root), ['dev', 'prod']);
});

test('an unknown environment names near ones, and is never a path', async (t) => {
  const root = await repository(t, { 'templates/environments/local.yaml': MINIMAL, 'templates/lab.yaml': MINIMAL });
  const said = await mistakeOf(() => readEnvironment(root, 'locl', {}));
  assert.equal(said, "no environment is called 'locl'; did you mean local?");
  assert.match(await mistakeOf(() => readEnvironment(root, '../lab', {})), /^no environment is called '\.\.\/lab'/);
});

test('names', async () => {
  const dev = environment({ name: 'dev', prefix: 'stackwarden' });
  assert.equal(stackName(dev, 'lab'), 'stackwarden-dev-lab');
  assert.equal(artifactBucket(dev, '111122223333', 'eu-west-1'), 'stackwarden-dev-artifacts-111122223333-eu-west-1');
  const long = environment({ prefix: 'a'.repeat(30) });
  assert.match(
    await mistakeOf(() => artifactBucket(long, '111122223333', 'eu-west-1')),
    /longer than the 63 characters of S3/,
  );
});

test('dev and prod of this repository share no name', async () => {
  const account = { DEV_ACCOUNT_ID: '111122223333', PROD_ACCOUNT_ID: '111122223333' };
  const [local, dev, prod] = await Promise.all(
    ['local', 'dev', 'prod'].map((name) => readEnvironment(projectFolder, name, account, { offline: true })),
  );
  assert.deepEqual([local?.protect, dev?.protect, prod?.protect], [false, false, true]);
  for (const [stack, { parameters }] of Object.entries(dev?.stacks ?? {})) {
    for (const [name, value] of Object.entries(parameters)) {
      if (name.endsWith('Name')) assert.notEqual(value, prod?.stacks[stack]?.parameters[name], `${stack} ${name}`);
    }
  }
  assert.equal(dev?.stacks.lab?.parameters.TableName, 'lab-table-dev');
});
