import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newEvents } from '../../scripts/aws/events.ts';
import { regionPoller } from '../../scripts/aws/poller.ts';
import { type Clock, DeadlineError } from '../../scripts/aws/wait.ts';
import { awsError, cutConnection, throttled } from './fake-errors.ts';
import { addEvent, type FakeStack } from './fake-stack.ts';
import { setting } from './setting.ts';

/** Time that passes only in pauses. A look that never ends gets a turn of the event loop in each. */
function clockWith() {
  const pauses: number[] = [];
  let time = 0;
  const clock: Clock = {
    now: () => time,
    random: () => 0.5,
    sleep: async (ms) => {
      pauses.push(Math.round(ms));
      time += ms;
      await new Promise(setImmediate);
    },
  };
  return { clock, pauses };
}

function following() {
  const made = setting();
  const { clock, pauses } = clockWith();
  const poller = regionPoller(made.clients, clock);
  const seen: string[] = [];
  const follow = (
    stack: FakeStack,
    beginning: Parameters<typeof poller.follow>[0]['beginning'],
    signal = made.signal,
  ) =>
    poller.follow(
      { stackId: stack.id, beginning },
      ({ logicalId, status }) => seen.push(`${logicalId} ${status}`),
      signal,
    );
  return { ...made, pauses, seen, follow };
}

/** Each look lets one of these happen. */
function goesThrough(stack: FakeStack, statuses: (string | null)[], token = 'theirs') {
  stack.steps = statuses.map((status) => () => {
    if (status === null) return;
    stack.status = status;
    addEvent(stack, token, stack.name, status);
  });
}

test('what somebody else has begun is followed from its start, and what was before is left out', async () => {
  const { fake, seen, follow } = following();
  const stack = fake.addStack('app', 'UPDATE_IN_PROGRESS');
  addEvent(stack, 'earlier', 'app', 'CREATE_IN_PROGRESS');
  addEvent(stack, 'earlier', 'app', 'CREATE_COMPLETE');
  addEvent(stack, 'theirs', 'app', 'UPDATE_IN_PROGRESS');
  addEvent(stack, 'theirs', 'A', 'UPDATE_IN_PROGRESS');
  goesThrough(stack, ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE']);
  assert.equal((await follow(stack, 'latest')).stack?.status, 'UPDATE_COMPLETE');
  assert.deepEqual(seen, [
    'app UPDATE_IN_PROGRESS',
    'A UPDATE_IN_PROGRESS',
    'app UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'app UPDATE_COMPLETE',
  ]);
});

test('a stack at rest is at its end at once', async () => {
  const { fake, pauses, follow } = following();
  const stack = fake.addStack('app', 'CREATE_COMPLETE');
  addEvent(stack, 'earlier', 'app', 'CREATE_COMPLETE');
  assert.equal((await follow(stack, 'latest')).stack?.status, 'CREATE_COMPLETE');
  assert.deepEqual(pauses, []);
});

test('one that is gone has no status', async () => {
  const { fake, follow } = following();
  const stack = fake.addStack('app', 'DELETE_IN_PROGRESS');
  fake.failNext('DescribeStackEvents', awsError('ValidationError', 'Stack [app] does not exist'));
  assert.deepEqual(await follow(stack, 'latest'), { stack: null, events: [] });
});

test('after an event by its id, whatever comes is the operation', async () => {
  const { fake, seen, follow } = following();
  const stack = fake.addStack('app', 'UPDATE_ROLLBACK_FAILED');
  addEvent(stack, 'earlier', 'app', 'UPDATE_ROLLBACK_FAILED');
  const after = stack.events.at(-1)?.EventId ?? null;
  goesThrough(stack, [null, 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE']);
  assert.equal((await follow(stack, { after })).stack?.status, 'UPDATE_ROLLBACK_COMPLETE');
  assert.deepEqual(seen, ['app UPDATE_ROLLBACK_IN_PROGRESS', 'app UPDATE_ROLLBACK_COMPLETE']);
});

test('pauses grow while nothing comes, up to 5 s, and start again with news', async () => {
  const { fake, pauses, follow } = following();
  const stack = fake.addStack('app', 'CREATE_IN_PROGRESS');
  addEvent(stack, 'ours', 'app', 'CREATE_IN_PROGRESS');
  goesThrough(
    stack,
    [...Array.from({ length: 16 }, () => null), 'CREATE_COMPLETE_CLEANUP_IN_PROGRESS', 'CREATE_COMPLETE'],
    'ours',
  );
  await follow(stack, { token: 'ours' });
  assert.deepEqual(pauses.slice(0, 4), [30, 45, 68, 101]);
  assert.equal(Math.max(...pauses), 5000);
  assert.equal(pauses.at(-1), 30);
});

test('two stacks share the looks: one call at a time, in turn', async () => {
  const { clients, fake, signal } = setting();
  let open = 0;
  let most = 0;
  const { send } = clients.cloudformation;
  clients.cloudformation.send = (async (command: never) => {
    most = Math.max(most, ++open);
    await new Promise(setImmediate);
    open--;
    return send(command);
  }) as never;
  const { clock } = clockWith();
  const poller = regionPoller(clients, clock);
  const stacks = ['a', 'b', 'c'].map((name) => {
    const stack = fake.addStack(name, 'CREATE_IN_PROGRESS');
    addEvent(stack, 'ours', name, 'CREATE_IN_PROGRESS');
    goesThrough(stack, [null, null, 'CREATE_COMPLETE'], 'ours');
    return stack;
  });
  const ended = await Promise.all(
    stacks.map(({ id }) => poller.follow({ stackId: id, beginning: { token: 'ours' } }, () => {}, signal)),
  );
  assert.deepEqual(
    ended.map(({ stack }) => stack?.status),
    ['CREATE_COMPLETE', 'CREATE_COMPLETE', 'CREATE_COMPLETE'],
  );
  assert.equal(most, 1);
});

test('what comes while others are looked at is looked at before the next pause', async () => {
  const { fake, pauses, follow } = following();
  const [one, other] = ['one', 'other'].map((name) => fake.addStack(name, 'CREATE_IN_PROGRESS'));
  assert.ok(one && other);
  for (const stack of [one, other]) addEvent(stack, 'ours', stack.name, 'CREATE_IN_PROGRESS');
  goesThrough(other, ['CREATE_COMPLETE'], 'ours');
  let second: Promise<unknown> = Promise.resolve();
  one.steps = [() => (second = follow(other, { token: 'ours' }))];
  const stop = new AbortController();
  const first = follow(one, { token: 'ours' }, stop.signal);
  await new Promise(setImmediate);
  await second;
  assert.deepEqual(pauses.length <= 1, true, `${pauses}`);
  stop.abort(new Error('enough'));
  await assert.rejects(first, /enough/);
});

test('throttled, the region slows down, and loses nothing', async () => {
  const { fake, pauses, follow } = following();
  const stack = fake.addStack('app', 'CREATE_IN_PROGRESS');
  addEvent(stack, 'ours', 'app', 'CREATE_IN_PROGRESS');
  goesThrough(stack, ['CREATE_COMPLETE'], 'ours');
  fake.failNext('DescribeStackEvents', throttled(), 2);
  assert.equal((await follow(stack, { token: 'ours' })).stack?.status, 'CREATE_COMPLETE');
  assert.deepEqual(pauses, [90, 270]);
});

test('a connection that stays lost is given up after ten minutes', async () => {
  const { fake, follow, pauses } = following();
  const stack = fake.addStack('app', 'CREATE_IN_PROGRESS');
  fake.failNext('DescribeStackEvents', cutConnection(), 10_000);
  await assert.rejects(follow(stack, { token: 'ours' }), { code: 'ECONNRESET' });
  const waited = pauses.reduce((sum, pause) => sum + pause, 0);
  assert.ok(waited >= 600_000 && waited < 610_000, `${waited}`);
});

test('a refusal ends it at once, and the other stacks go on', async () => {
  const { fake, follow } = following();
  const [one, other] = ['one', 'other'].map((name) => fake.addStack(name, 'CREATE_IN_PROGRESS'));
  assert.ok(one && other);
  addEvent(other, 'ours', 'other', 'CREATE_IN_PROGRESS');
  goesThrough(other, [null, 'CREATE_COMPLETE'], 'ours');
  fake.failNext('DescribeStackEvents', awsError('AccessDenied', 'no', 403));
  const [refused, ended] = await Promise.allSettled([follow(one, { token: 'ours' }), follow(other, { token: 'ours' })]);
  assert.equal(refused.status === 'rejected' && refused.reason.name, 'AccessDenied');
  assert.equal(ended.status === 'fulfilled' && ended.value.stack?.status, 'CREATE_COMPLETE');
});

test('an operation that takes more than an hour is given up', async () => {
  const { fake, follow } = following();
  const stack = fake.addStack('app', 'CREATE_IN_PROGRESS');
  addEvent(stack, 'ours', 'app', 'CREATE_IN_PROGRESS');
  await assert.rejects(follow(stack, { token: 'ours' }), (error: unknown) => {
    assert.ok(error instanceof DeadlineError);
    assert.match(error.message, /^still waiting for the operation on stack .* after 60 minutes$/);
    return true;
  });
});

test('aborting leaves the operation to AWS and ends the looks', async () => {
  const { fake, follow } = following();
  const stack = fake.addStack('app', 'CREATE_IN_PROGRESS');
  addEvent(stack, 'ours', 'app', 'CREATE_IN_PROGRESS');
  const stop = new AbortController();
  const followed = follow(stack, { token: 'ours' }, stop.signal);
  await new Promise(setImmediate);
  stop.abort(new Error('stopped'));
  await assert.rejects(followed, /^Error: stopped$/);
  const looks = fake.calls.length;
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
  assert.ok(fake.calls.length <= looks + 1);
  await assert.rejects(follow(stack, { token: 'ours' }, stop.signal), /^Error: stopped$/);
});

test('aborting ends a pause under way, so that no timer keeps the process, and the poller goes on being of use', async () => {
  const { clients, fake } = setting();
  const stack = fake.addStack('app', 'CREATE_IN_PROGRESS');
  addEvent(stack, 'ours', 'app', 'CREATE_IN_PROGRESS');
  const pausing: AbortSignal[] = [];
  const sleep: Clock['sleep'] = (_, signal) =>
    new Promise((_, reject) => {
      pausing.push(signal);
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  const poller = regionPoller(clients, { now: () => 0, random: () => 0.5, sleep });
  const stop = new AbortController();
  const operation = { stackId: stack.id, beginning: { token: 'ours' } };
  const followed = poller.follow(operation, () => {}, stop.signal);
  while (pausing.length === 0) await new Promise(setImmediate);
  stop.abort(new Error('stopped'));
  await assert.rejects(followed, /^Error: stopped$/);
  assert.deepEqual(
    pausing.map(({ aborted }) => aborted),
    [true],
  );
  goesThrough(stack, ['CREATE_COMPLETE'], 'ours');
  const again = poller.follow(operation, () => {}, new AbortController().signal);
  assert.equal((await again).stack?.status, 'CREATE_COMPLETE');
});

test('an event that arrives between two pages is told once, with the next look', async () => {
  const id = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/app/1';
  const event = (EventId: string, ResourceStatus = 'CREATE_COMPLETE') =>
    EventId === 'start'
      ? {
          EventId,
          StackId: id,
          PhysicalResourceId: id,
          ClientRequestToken: 'ours',
          ResourceStatus: 'CREATE_IN_PROGRESS',
        }
      : { EventId, StackId: id, PhysicalResourceId: EventId, ClientRequestToken: 'ours', ResourceStatus };
  const pages = [
    { StackEvents: [event('b'), event('a')], NextToken: 'more' },
    // `c` has pushed `a` onto the second page.
    { StackEvents: [event('a'), event('start')] },
    { StackEvents: [event('c'), event('b')], NextToken: 'more' },
  ];
  const clients = { cloudformation: { send: async () => pages.shift() } } as never;
  const seen = new Set<string>();
  const look = async () => (await newEvents(clients, id, { token: 'ours' }, seen)).map((found) => found.id);
  assert.deepEqual(await look(), ['start', 'a', 'b']);
  assert.deepEqual(await look(), ['c']);
});
