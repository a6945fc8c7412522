import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { type Output, output } from '../../../scripts/cli/output.ts';
import type { DeployEvent, DeployResult } from '../../../scripts/deployment/events.ts';
import { resultOf } from '../../../scripts/deployment/execution/result.ts';
import { liveReporter } from '../../../scripts/deployment/show/live-reporter.ts';
import { reporterFor, showsList } from '../../../scripts/deployment/show/reporter.ts';
import { plan, stackPlan } from '../builders.ts';

const app = { stack: 'app', stackName: 'p-dev-app', region: 'us-east-1' };
const started: DeployEvent = {
  ...{ type: 'started', mode: 'deploy', environment: 'dev', accountId: '1', arn: 'arn:x', stacks: ['app', 'web'] },
};
const shape = { id: '1', at: '', physicalId: null, type: 'AWS::SQS::Queue', ofStack: false };
const progress: DeployEvent = {
  ...{ type: 'progress', stack: 'app' },
  event: { ...shape, logicalId: 'Queue', status: 'CREATE_COMPLETE', reason: null },
};
const created = { ...resultOf(app, 'created'), outputs: { Url: 'u' } };
const held = { ...resultOf({ ...app, stack: 'web' }, 'held'), heldBy: ['Table would be replaced'] };
const result: DeployResult = {
  ...{ formatVersion: 1, environment: 'dev', accountId: '1', ok: false, held: true, findings: [], changed: true },
  ...{ stacks: [created, held], plan: plan() },
};

function collecting(format: string, isTTY = false): { out: Output; text: () => string; terminal: NodeJS.WriteStream } {
  const stream = Object.assign(new PassThrough(), { isTTY });
  const parts: string[] = [];
  stream.on('data', (part) => parts.push(String(part)));
  const out = output(format, { stdout: stream, stderr: stream }, {});
  return { out, text: () => parts.join(''), terminal: stream as unknown as NodeJS.WriteStream };
}

const now = () => new Date('2026-01-02T03:04:05.678Z');

test('a log has the time in front of each line', async () => {
  const { out, text } = collecting('text');
  const reporter = await reporterFor(out, {}, now);
  reporter.report(progress);
  await reporter.end();
  await reporter.result(result);
  assert.deepEqual(text().trim().split('\n'), [
    '03:04:05Z app:   CREATE_COMPLETE Queue AWS::SQS::Queue',
    '03:04:05Z Done: 1 created, 1 held',
  ]);
});

test('for machines each event is a line of JSON, the result the last', async () => {
  const { out, text } = collecting('ndjson');
  const reporter = await reporterFor(out, {}, now);
  for (const event of [started, progress]) reporter.report(event);
  await reporter.end();
  await reporter.result(result);
  const lines = text()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    lines.map(({ type }) => type),
    ['started', 'progress', 'result'],
  );
  for (const { formatVersion, at } of lines) assert.deepEqual([formatVersion, at], [1, '2026-01-02T03:04:05.678Z']);
  assert.equal(lines.at(-1)?.result.held, true);
});

test('on a terminal each stack has a line, and what is worth keeping is printed at the end', async () => {
  const { out, text, terminal } = collecting('text', true);
  assert.ok(showsList(out));
  const reporter = liveReporter(out, terminal);
  reporter.report(started);
  await new Promise((resolve) => setTimeout(resolve, 50));
  reporter.report({ type: 'waiting', ...app, status: 'UPDATE_IN_PROGRESS' });
  reporter.report({ type: 'planned', plan: stackPlan({ action: 'create' }) });
  reporter.report(progress);
  reporter.report({ type: 'finished', result: created });
  reporter.report({ type: 'finished', result: held });
  await reporter.end();
  await reporter.end();
  await reporter.result(result);
  const shown = stripVTControlCharacters(text());
  for (const line of [
    /CREATE_COMPLETE Queue/,
    /^. app: created$/m,
    /^app: created$/m,
    /Url = u/,
    /^web: HELD$/m,
    /Table would be replaced/,
    /Done: 1 created, 1 held/,
  ]) {
    assert.match(shown, line);
  }
});

test('an interruption ends the list though no stack has finished', async () => {
  const { out, terminal } = collecting('text', true);
  const reporter = liveReporter(out, terminal);
  reporter.report(started);
  await reporter.end();
});

test('a stack that ends before the list has begun is not told as done', async () => {
  const { out, text, terminal } = collecting('text', true);
  const reporter = liveReporter(out, terminal);
  reporter.report(started);
  reporter.report({ type: 'finished', result: { ...resultOf(app, 'blocked'), blockedBy: ['base'] } });
  reporter.report({ type: 'finished', result: resultOf({ ...app, stack: 'web' }, 'unchanged') });
  await reporter.end();
  const shown = stripVTControlCharacters(text());
  assert.match(shown, /^✖ app: blocked \[FAILED: app: blocked: it needs base\]$/m);
  assert.match(shown, /^✔ web: unchanged$/m);
});

test('a document on stdout stands alone, also where stderr is a terminal', async () => {
  for (const format of ['json', 'markdown']) {
    const { out, text } = collecting(format, true);
    assert.ok(out.live && !showsList(out));
    const reporter = await reporterFor(out, {}, now);
    reporter.report(progress);
    assert.match(stripVTControlCharacters(text()), /^03:04:05Z app: {3}CREATE_COMPLETE Queue AWS::SQS::Queue\n$/);
  }
});
