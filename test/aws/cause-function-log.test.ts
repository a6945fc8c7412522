import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LogClients, lastLines } from '../../scripts/aws/cause/function-log.ts';
import { awsError } from './fake-errors.ts';

type Input = Record<string, unknown>;

/** Streams by name, the newest first, each with its lines; what was asked stands in `asked`. */
function logs(streams: Record<string, string[]>, LogGroup?: string) {
  const asked: [string, Input][] = [];
  const answers: Record<string, (input: Input) => unknown> = {
    GetFunctionConfiguration: () => ({ LoggingConfig: { LogGroup } }),
    DescribeLogStreams: () => ({ logStreams: Object.keys(streams).map((logStreamName) => ({ logStreamName })) }),
    GetLogEvents: ({ logStreamName }) => ({
      events: streams[String(logStreamName)]?.map((message) => ({ message })),
    }),
  };
  const send = async ({ constructor: { name }, input }: { constructor: { name: string }; input: Input }) => {
    const call = name.replace(/Command$/, '');
    asked.push([call, input]);
    return answers[call]?.(input);
  };
  return { asked, clients: { logs: { send }, lambda: { send } } as unknown as LogClients, answers };
}

const place = { functionName: 'seed', stream: null, until: null };
const inputOf = (asked: [string, Input][], call: string) => asked.find(([name]) => name === call)?.[1];

test('the stream that the reason names, up to the failure', async () => {
  const { asked, clients } = logs({ one: ['START\n', 'boom\n'] });
  const until = new Date('2026-11-28T06:00:00Z');
  assert.deepEqual(await lastLines(clients, { ...place, stream: 'one', until }), ['START', 'boom']);
  assert.equal(inputOf(asked, 'DescribeLogStreams'), undefined);
  assert.deepEqual(inputOf(asked, 'GetLogEvents'), {
    ...{ logGroupName: '/aws/lambda/seed', logStreamName: 'one', endTime: until.getTime() + 2_000 },
    ...{ limit: 20, startFromHead: false },
  });
});

test('else the newest stream that has lines of before the failure', async () => {
  const { clients } = logs({ rollback: [], failed: ['boom'] });
  assert.deepEqual(await lastLines(clients, place), ['boom']);
});

test('no stream has any', async () => {
  assert.deepEqual(await lastLines(logs({ one: [' \n'] }).clients, place), []);
});

test('a log group of the function’s own', async () => {
  const { asked, clients } = logs({ one: ['boom'] }, '/team/seed');
  await lastLines(clients, place);
  assert.equal(inputOf(asked, 'GetLogEvents')?.logGroupName, '/team/seed');
});

test('a function that is gone: the group that Lambda made', async () => {
  const { asked, clients, answers } = logs({ one: ['boom'] });
  answers.GetFunctionConfiguration = () => {
    throw awsError('ResourceNotFoundException', 'Function not found', 404);
  };
  assert.deepEqual(await lastLines(clients, place), ['boom']);
  assert.equal(inputOf(asked, 'GetLogEvents')?.logGroupName, '/aws/lambda/seed');
});

test('twenty lines at most, cut when long, and without commands to the terminal or the runner', async () => {
  const many = Array.from({ length: 30 }, (_, line) => `line ${line}`);
  const { clients } = logs({ one: [...many, '\u001b[31m::error::x', 'y'.repeat(500)] });
  const lines = await lastLines(clients, place);
  assert.equal(lines.length, 20);
  assert.equal(lines.at(-1), `${'y'.repeat(400)}…`);
  assert.doesNotMatch(lines.at(-2) ?? '', /\p{Cc}/u);
});

test('a group that does not exist is an error of the caller’s', async () => {
  const { clients, answers } = logs({});
  answers.DescribeLogStreams = () => {
    throw awsError('ResourceNotFoundException', 'The specified log group does not exist.');
  };
  await assert.rejects(lastLines(clients, place), { name: 'ResourceNotFoundException' });
});
