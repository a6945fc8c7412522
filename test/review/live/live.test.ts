import { deepEqual, match, rejects } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { readForReview } from '../../../scripts/access/read/read.ts';
import { liveClients } from '../../../scripts/deployment/readback/clients.ts';
import { type LiveInput, liveFindings } from '../../../scripts/review/live/live.ts';
import type { Environment } from '../../../scripts/template/environment.ts';
import { folder } from '../../access/read/fixture.ts';
import { environment as environmentWith } from '../../template/fixture.ts';
import { ACCOUNT, fakeAws, type Handlers, identity } from './fake-aws.ts';
import { allow, knowledge, role, template } from './fixture.ts';

const DEV = environmentWith({
  ...{ name: 'dev', account: ACCOUNT, prefix: 'p' },
  stacks: { skipped: { region: null, parameters: {}, skip: 'not here' } },
});
const HANDLERS: Handlers = { GetCallerIdentity: identity, '/policy/validation': () => ({ findings: [] }) };

async function input(t: TestContext, environment: Environment | null, more: Partial<LiveInput>): Promise<LiveInput> {
  const one = template({ R: role([allow('s3:GetObject')]) });
  const root = await folder(t, { 'templates/a.yaml': one, 'templates/skipped.yaml': one });
  const head = await readForReview(root);
  const clients = () => {
    throw new Error('no clients');
  };
  return {
    root,
    environment,
    region: 'eu-west-1',
    clients,
    head,
    base: null,
    access: null,
    known: [],
    knowledge,
    ...more,
  };
}

async function live(
  t: TestContext,
  environment: Environment | null,
  handlers: Handlers,
  more: Partial<LiveInput> = {},
) {
  const { clients } = await fakeAws(t, handlers);
  return liveFindings(await input(t, environment, { clients: () => clients, ...more }));
}

test('without credentials there is nothing to ask: one line says so', async (t) => {
  const credentials = () => Promise.reject(Object.assign(new Error('none'), { name: 'CredentialsProviderError' }));
  const clients = liveClients({
    region: 'eu-west-1',
    endpoint: 'http://127.0.0.1:1',
    credentials: credentials as never,
  });
  await rejects(liveFindings(await input(t, null, { clients: () => clients })), {
    name: 'UserError',
    message: /^no AWS credentials: set AWS_PROFILE|^there is no AWS profile/,
  });
});

test('without an environment, or with another account, deployed policies are not read', async (t) => {
  deepEqual(await live(t, null, HANDLERS), {
    findings: [],
    notes: ['no environment was named: deployed policies were not read back'],
  });
  const { notes } = await live(t, { ...DEV, account: '444455556666' }, HANDLERS);
  deepEqual(notes, [
    'deployed policies were not read back: environment dev is in account 444455556666, the credentials are of 111122223333',
  ]);
});

test('a stack that is not deployed is noted, one that is skipped is not', async (t) => {
  const absent = { status: 400, code: 'ValidationError', message: 'Stack with id p-dev-a does not exist' };
  const { notes } = await live(t, DEV, { ...HANDLERS, DescribeStacks: () => absent, ListExports: () => '' });
  deepEqual(notes, ['the stack a is not deployed: there is no p-dev-a in eu-west-1']);
});

test('calls that are denied leave notes, and the rest goes on', async (t) => {
  const denied = () => ({ status: 403, code: 'AccessDenied', message: 'no' });
  const summary = `<member><LogicalResourceId>R</LogicalResourceId><PhysicalResourceId>r</PhysicalResourceId><ResourceType>AWS::IAM::Role</ResourceType><ResourceStatus>CREATE_COMPLETE</ResourceStatus></member>`;
  const { findings, notes } = await live(t, DEV, {
    ...HANDLERS,
    ListExports: denied,
    DescribeStacks: () =>
      '<Stacks><member><StackName>p-dev-a</StackName><StackStatus>UPDATE_IN_PROGRESS</StackStatus></member></Stacks>',
    ListStackResources: () => `<StackResourceSummaries>${summary}</StackResourceSummaries>`,
    GetRole: () => ({ status: 404, code: 'NoSuchEntity', message: 'none' }),
  });
  deepEqual(findings, []);
  const noted = (word: string) => notes.find((note) => note.includes(word)) ?? '';
  deepEqual(
    noted('operation'),
    'an operation runs on p-dev-a (UPDATE_IN_PROGRESS): what is read now may be half of it',
  );
  match(
    noted('ListExports'),
    /^cloudformation:ListExports was not answered for eu-west-1: arn:aws:sts::111122223333:assumed-role\/review\/ci may not/,
  );
  deepEqual(noted('deleted'), 'a/R is in the stack, and r is not in the account: it was deleted');
});

test('a template whose conditions or values are not known is not compared', async (t) => {
  const Parameters = { Secret: { Type: 'String', NoEcho: true } };
  const Conditions = { Has: { 'Fn::Equals': [{ Ref: 'Secret' }, 'x'] } };
  const R = role([allow('s3:GetObject', { 'Fn::Sub': 'arn:aws:s3:::${Secret}/*' })]);
  const stack = `<Stacks><member><StackName>p-dev-a</StackName><StackStatus>CREATE_COMPLETE</StackStatus><Parameters><member><ParameterKey>Secret</ParameterKey><ParameterValue>****</ParameterValue></member></Parameters></member></Stacks>`;
  const handlers: Handlers = {
    ...HANDLERS,
    ...{ ListExports: () => '', DescribeStacks: () => stack, ListStackResources: () => '' },
  };
  const root = await folder(t, { 'templates/a.yaml': template({ R }, { Parameters, Conditions }) });
  const { notes } = await live(t, DEV, handlers, { root, head: await readForReview(root) });
  deepEqual(notes, ['the stack a was not compared: how Has turned out is not known']);
});
