import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CreateChangeSetCommand, DescribeStacksCommand, ExecuteChangeSetCommand } from '@aws-sdk/client-cloudformation';
import { deepCause } from '../../scripts/aws/cause/deep.ts';
import type { LogPlace, LogReader } from '../../scripts/aws/cause/function-log.ts';
import { type FailureCause, firstCause } from '../../scripts/aws/cause.ts';
import { newEvents, type StackEvent } from '../../scripts/aws/events.ts';
import { awsError } from './fake-errors.ts';
import { setting, templateOf } from './setting.ts';

type Clients = Parameters<typeof deepCause>[0];
type Answer = (input: Record<string, unknown>) => unknown;

const NESTED = 'AWS::CloudFormation::Stack';
const FUNCTION = 'arn:aws:lambda:us-east-1:111122223333:function:seed';

/** Clients of which CloudFormation answers these calls, and fails all others. */
function clientsOf(answers: Record<string, Answer>): Clients {
  const send = async ({ constructor: { name }, input }: { constructor: { name: string }; input: never }) => {
    const answer = answers[name.replace(/Command$/, '')];
    if (answer === undefined) throw awsError('AccessDenied', `no ${name} here`, 403);
    return answer(input);
  };
  return { cloudformation: { send }, region: 'us-east-1', endpoint: null, sts: {} } as unknown as Clients;
}

/** An event as the SDK gives it: of the stack itself when the id is that of the stack. */
function sdkEvent(stack: string, id: string, status: string, more: Record<string, string> = {}) {
  return {
    ...{ StackId: stack, EventId: `${stack}-${id}-${status}`, LogicalResourceId: id, ResourceStatus: status },
    ...{ PhysicalResourceId: id === stack ? stack : `physical-${id}`, ResourceType: 'AWS::SQS::Queue', ...more },
  };
}

const nested = (stack: string, id: string, status: string, reason: string) =>
  sdkEvent(stack, id, status, { ResourceType: NESTED, PhysicalResourceId: id, ResourceStatusReason: reason });

type SdkEvent = ReturnType<typeof sdkEvent>;

/** Oldest first, as people read them; the API gives the newest first. */
function stacks(events: Record<string, SdkEvent[]>): Clients {
  return clientsOf({
    DescribeStackEvents: ({ StackName }) => ({ StackEvents: events[String(StackName)]?.toReversed() ?? [] }),
  });
}

async function told(clients: Clients, stack: string, readLog?: LogReader): Promise<FailureCause> {
  const events = await newEvents(clients, stack, { after: null }, new Set());
  const cause = firstCause(events);
  assert.ok(cause);
  return deepCause(clients, events, cause, readLog);
}

const EMBEDDED = 'Embedded stack was not successfully created: The following resource(s) failed to create: [Q].';

test('of a nested stack its own first failure, several levels down', async () => {
  const clients = stacks({
    app: [nested('app', 'mid', 'CREATE_FAILED', EMBEDDED)],
    mid: [sdkEvent('mid', 'mid', 'CREATE_IN_PROGRESS'), nested('mid', 'low', 'CREATE_FAILED', EMBEDDED)],
    low: [
      sdkEvent('low', 'low', 'CREATE_IN_PROGRESS'),
      sdkEvent('low', 'P', 'CREATE_FAILED', { ResourceStatusReason: 'Resource creation cancelled' }),
      sdkEvent('low', 'Q', 'CREATE_FAILED', { ResourceStatusReason: 'Queue q exists' }),
    ],
  });
  const { logicalId, message, within } = await told(clients, 'app');
  assert.deepEqual(
    { logicalId, message, within },
    { logicalId: 'Q', message: 'Queue q exists', within: ['mid', 'low'] },
  );
});

test('of a nested stack that the rollback has deleted meanwhile', async () => {
  const clients = stacks({
    app: [nested('app', 'mid', 'CREATE_FAILED', EMBEDDED)],
    mid: [
      sdkEvent('mid', 'mid', 'CREATE_IN_PROGRESS'),
      sdkEvent('mid', 'Q', 'CREATE_FAILED', { ResourceStatusReason: 'Queue q exists' }),
      sdkEvent('mid', 'mid', 'ROLLBACK_COMPLETE'),
      sdkEvent('mid', 'mid', 'DELETE_IN_PROGRESS'),
      sdkEvent('mid', 'mid', 'DELETE_COMPLETE'),
    ],
  });
  assert.equal((await told(clients, 'app')).message, 'Queue q exists');
});

test('a failure of an earlier update is not that of this one', async () => {
  const update = (reason: string) => [
    sdkEvent('mid', 'mid', 'UPDATE_IN_PROGRESS', { EventId: `start ${reason}` }),
    sdkEvent('mid', 'Q', 'UPDATE_FAILED', { EventId: reason, ResourceStatusReason: reason }),
  ];
  const clients = stacks({
    app: [nested('app', 'mid', 'UPDATE_FAILED', EMBEDDED)],
    mid: [...update('the old one'), ...update('the new one')],
  });
  assert.equal((await told(clients, 'app')).message, 'the new one');
});

test('a nested stack that failed as a whole is the resource, with its own reason', async () => {
  const clients = stacks({
    app: [nested('app', 'mid', 'UPDATE_FAILED', EMBEDDED)],
    mid: [
      sdkEvent('mid', 'mid', 'UPDATE_IN_PROGRESS'),
      sdkEvent('mid', 'mid', 'UPDATE_FAILED', { ResourceStatusReason: 'Export x is in use by b' }),
    ],
  });
  const { logicalId, message, within } = await told(clients, 'app');
  assert.deepEqual([logicalId, message, within], ['mid', 'Export x is in use by b', []]);
});

test('a stack that names itself as nested ends all the same', async () => {
  const clients = stacks({ app: [nested('app', 'app2', 'CREATE_FAILED', EMBEDDED)], app2: [] });
  const loop = stacks({ a: [nested('a', 'b', 'CREATE_FAILED', 'x')], b: [nested('b', 'a', 'CREATE_FAILED', 'y')] });
  assert.equal((await told(clients, 'app')).message, EMBEDDED);
  assert.equal((await told(loop, 'a')).within.length, 10);
});

test('who may not read the nested stack has the cause at hand', async () => {
  const event: StackEvent = {
    ...{ id: '1', at: '', logicalId: 'mid', physicalId: 'mid', type: NESTED },
    ...{ status: 'CREATE_FAILED', reason: EMBEDDED, ofStack: false },
  };
  const cause = firstCause([event]);
  assert.ok(cause);
  assert.equal(await deepCause(clientsOf({}), [event], cause), cause);
});

test('the in-memory CloudFormation fails in a nested stack', async () => {
  const { fake } = setting();
  fake.nested.set('Inner', JSON.parse(templateOf({ A: 'a' })));
  fake.breaks.set('A', 'Queue a exists already');
  const TemplateBody = JSON.stringify({ Resources: { Inner: { Type: NESTED } } });
  const set = { StackName: 'app', ChangeSetName: 'one', ChangeSetType: 'CREATE', TemplateBody } as const;
  const { Id } = await fake.client.send(new CreateChangeSetCommand(set));
  await fake.client.send(new ExecuteChangeSetCommand({ ChangeSetName: Id }));
  const stack = fake.stack('app');
  while (stack?.steps.length) await fake.client.send(new DescribeStacksCommand({ StackName: 'app' }));
  const clients = { cloudformation: fake.client, region: 'us-east-1', endpoint: null, sts: {} } as unknown as Clients;
  const { logicalId, message, within } = await told(clients, stack?.id ?? '');
  assert.deepEqual([logicalId, message, within], ['A', 'Queue a exists already', ['Inner']]);
});

const STREAM = '2026/11/28/[$LATEST]aac99eb7';
const FAILED = `Received response status [FAILED] from custom resource. Message returned: See the details in CloudWatch Log Stream: ${STREAM} (RequestId: 1)`;

interface CustomCase {
  type?: string;
  properties?: string;
  template?: unknown;
  reason?: string;
}

function customResource({ type = 'Custom::Seed', properties = '', template = {}, reason = FAILED }: CustomCase) {
  const more = { ResourceType: type, ResourceStatusReason: reason, ResourceProperties: properties };
  const events = [sdkEvent('app', 'app', 'CREATE_IN_PROGRESS'), sdkEvent('app', 'Seed', 'CREATE_FAILED', more)];
  const listed = { LogicalResourceId: 'Fn', PhysicalResourceId: 'app-Fn-1', ResourceType: 'AWS::Lambda::Function' };
  return clientsOf({
    DescribeStackEvents: () => ({ StackEvents: events.toReversed() }),
    GetTemplate: () => ({ TemplateBody: JSON.stringify(template) }),
    ListStackResources: () => ({ StackResourceSummaries: [listed] }),
  });
}

/** Reads nothing and notes what it was asked for. */
function reader() {
  const asked: LogPlace[] = [];
  const read: LogReader = async (_, place) => {
    asked.push(place);
    return ['a line'];
  };
  return { asked, read };
}

const seed = (ServiceToken: unknown) => ({
  Resources: { Seed: { Type: 'Custom::Seed', Properties: { ServiceToken } } },
});
const functions: [string, CustomCase, string][] = [
  ['the properties that were sent', { properties: JSON.stringify({ ServiceToken: FUNCTION }) }, 'seed'],
  ['an alias of it', { properties: JSON.stringify({ ServiceToken: `${FUNCTION}:live` }) }, 'seed'],
  ['the template, as text', { template: seed(FUNCTION) }, 'seed'],
  ['the template, when what was sent is cut', { properties: '{"ServiceTok', template: seed(FUNCTION) }, 'seed'],
  ['the template, by Fn::GetAtt', { template: seed({ 'Fn::GetAtt': ['Fn', 'Arn'] }) }, 'app-Fn-1'],
  ['the template, by the short Fn::GetAtt', { template: seed({ 'Fn::GetAtt': 'Fn.Arn' }) }, 'app-Fn-1'],
  ['the plain type', { type: 'AWS::CloudFormation::CustomResource', template: seed({ Ref: 'Fn' }) }, 'app-Fn-1'],
];

for (const [from, given, functionName] of functions) {
  test(`the function behind a custom resource, from ${from}`, async () => {
    const { asked, read } = reader();
    const { logs } = await told(customResource(given), 'app', read);
    assert.deepEqual([logs, asked], [['a line'], [{ functionName, stream: STREAM, until: null }]]);
  });
}

test('a reason without a log stream leaves it open', async () => {
  const { asked, read } = reader();
  await told(customResource({ template: seed(FUNCTION), reason: 'no response' }), 'app', read);
  assert.equal(asked[0]?.stream, null);
});

test('a custom resource behind a topic, or of a token that cannot be told, has no log', async () => {
  for (const token of ['arn:aws:sns:us-east-1:111122223333:topic', { 'Fn::ImportValue': 'x' }, { Ref: 'None' }]) {
    const { asked, read } = reader();
    const { logs } = await told(customResource({ template: seed(token) }), 'app', read);
    assert.deepEqual([logs, asked], [[], []]);
  }
});

test('a log that cannot be read is a line, not an error', async () => {
  const { logs, message } = await told(customResource({ template: seed(FUNCTION) }), 'app', async () => {
    throw awsError('ResourceNotFoundException', 'The specified log group does not exist.');
  });
  assert.deepEqual(logs, ['the log of the function cannot be read: ResourceNotFoundException']);
  assert.equal(message, FAILED);
});

test('any other resource keeps its cause, and no log is asked for', async () => {
  const { asked, read } = reader();
  const clients = stacks({ app: [sdkEvent('app', 'Q', 'CREATE_FAILED', { ResourceStatusReason: 'Queue q exists' })] });
  assert.equal((await told(clients, 'app', read)).message, 'Queue q exists');
  assert.deepEqual(asked, []);
});
