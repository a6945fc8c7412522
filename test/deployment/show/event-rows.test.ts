import assert from 'node:assert/strict';
import { test } from 'node:test';
import { causeOf } from '../../../scripts/aws/cause.ts';
import type { DeployEvent, StackResult } from '../../../scripts/deployment/events.ts';
import { resultOf } from '../../../scripts/deployment/execution/result.ts';
import type { StackPlan } from '../../../scripts/deployment/plan.ts';
import { deployLines, resultLines } from '../../../scripts/deployment/show/event-rows.ts';
import { change, detail, plan, stackPlan } from '../builders.ts';

const paint = { style: (_style: unknown, text: string) => text };
const lines = (event: DeployEvent) => deployLines(event, paint);
const app = { stack: 'app', stackName: 'p-dev-app', region: 'us-east-1' };
const result = (status: StackResult['status'], more: Partial<StackResult> = {}) => ({
  ...resultOf(app, status),
  ...more,
});

function planned(plan: Partial<StackPlan>): DeployEvent {
  return { type: 'planned', plan: stackPlan(plan) };
}

test('a plan shows stack, resource, action and what forces a replacement', () => {
  const forcing = detail('Properties.QueueName', { requiresRecreation: 'Always' });
  const harmless = detail('Tags', { requiresRecreation: 'Never' });
  const changes = [
    change('New', 'Add'),
    change('Changed', 'Modify', { replacement: 'False', details: [harmless] }),
    change('Replaced', 'Modify', {
      replacement: 'True',
      details: [forcing, harmless],
      policyAction: 'ReplaceAndRetain',
    }),
    change('Unsure', 'Modify', { replacement: 'Conditional', details: [forcing] }),
    change('Old', 'Remove'),
    change('Taken', 'Import'),
  ];
  assert.deepEqual(lines(planned({ action: 'update', changes })), [
    'app: update: 6 resources (p-dev-app, us-east-1)',
    'app:   + add          New       AWS::SQS::Queue',
    'app:   ~ modify       Changed   AWS::SQS::Queue  Tags',
    'app:   ± replace      Replaced  AWS::SQS::Queue  Properties.QueueName; the old one is kept',
    'app:   ± may replace  Unsure    AWS::SQS::Queue  Properties.QueueName',
    'app:   - remove       Old       AWS::SQS::Queue',
    'app:   + import       Taken     AWS::SQS::Queue',
  ]);
});

test('a plan without a change set says why; one without changes is silent', () => {
  const predicted = planned({ action: 'predicted', reason: 'it imports x' });
  assert.deepEqual(lines(predicted), ['app: predicted: it imports x (p-dev-app, us-east-1)']);
  assert.deepEqual(lines(planned({})), []);
});

const event = { id: '1', at: '', logicalId: 'Q', physicalId: null, type: 'AWS::SQS::Queue', ofStack: false };
const events: [DeployEvent, string[]][] = [
  [
    {
      type: 'started',
      environment: 'dev',
      accountId: '111122223333',
      arn: 'arn:x',
      mode: 'deploy',
      stacks: ['a', 'b'],
    },
    ['Deploying a, b for environment dev, account 111122223333, as arn:x'],
  ],
  [
    { type: 'waiting', ...app, status: 'UPDATE_IN_PROGRESS' },
    ['app: UPDATE_IN_PROGRESS by somebody else: waiting for it to end'],
  ],
  [
    { type: 'served', stack: 'app', bucket: 'b', uploaded: 1, unchanged: 2, removed: 3, invalidated: [] },
    ['app: files in b: 1 uploaded, 2 unchanged, 3 removed'],
  ],
  [
    { type: 'served', stack: 'app', bucket: 'b', uploaded: 1, unchanged: 0, removed: 0, invalidated: ['/', '/a.html'] },
    ['app: files in b: 1 uploaded, 0 unchanged, 0 removed; CloudFront forgets / /a.html'],
  ],
  [
    { type: 'served', stack: 'app', bucket: 'b', uploaded: 7, unchanged: 0, removed: 0, invalidated: [...'1234567'] },
    ['app: files in b: 7 uploaded, 0 unchanged, 0 removed; CloudFront forgets 1 2 3 4 5 and 2 more'],
  ],
  [{ type: 'deleting', ...app }, ['app: deleting what is left of the failed creation']],
  [
    { type: 'artifact', stack: 'app', key: 'main/f.zip', bytes: 1025, outcome: 'uploaded' },
    ['app: uploaded main/f.zip (2 KB)'],
  ],
  [
    { type: 'progress', stack: 'app', event: { ...event, status: 'CREATE_FAILED', reason: 'Queue\nexists' } },
    ['app:   CREATE_FAILED Q AWS::SQS::Queue: Queue exists'],
  ],
  [
    { type: 'finished', result: result('created', { outputs: { Url: 'https://x' } }) },
    ['app: created', 'app:   Url = https://x'],
  ],
  [{ type: 'finished', result: result('failed', { cause: causeOf('no') }) }, ['app: FAILED: no']],
  [
    {
      type: 'finished',
      result: result('failed', { cause: causeOf('exists', { logicalId: 'Q', type: 'AWS::SQS::Queue' }) }),
    },
    ['app: FAILED: Q (AWS::SQS::Queue): exists'],
  ],
  [{ type: 'finished', result: result('blocked', { blockedBy: ['a', 'b'] }) }, ['app: not started: it needs a, b']],
];

for (const [happening, expected] of events) {
  test(`event: ${expected[0]}`, () => assert.deepEqual(lines(happening), expected));
}

test('texts from templates cannot move the cursor, start a line or turn the text around', () => {
  const outputs = { Url: 'a\u001b[2K\r\n::error::b\u202ec\u2028d' };
  assert.deepEqual(
    lines({ type: 'finished', result: result('created', { outputs }) })[1],
    'app:   Url = a [2K ::error::b c d',
  );
});

/** Obeyed by GitHub's runner at the start of a line, after spaces too, and the second form anywhere. */
const COMMAND = /^\s*::|##\[/;
const EVIL = '\n::error::a\r\u2028 ##[error]b\u001b[2K';

test('no line of any event is a workflow command, whatever AWS or a template put into it', () => {
  const shape = { logicalId: EVIL, type: EVIL, action: EVIL };
  const evilChange = change(EVIL, EVIL, {
    ...shape,
    policyAction: EVIL,
    details: [detail(EVIL, { requiresRecreation: 'Always', cause: EVIL, before: EVIL, after: EVIL })],
  });
  const cause = causeOf(EVIL, { logicalId: EVIL, type: EVIL });
  const all: DeployEvent[] = [
    { type: 'started', environment: EVIL, accountId: EVIL, arn: EVIL, mode: 'plan', stacks: [EVIL] },
    { type: 'waiting', ...app, status: EVIL },
    planned({ stackName: EVIL, region: EVIL, action: 'predicted', reason: EVIL }),
    planned({ action: 'update', changes: [evilChange, { ...evilChange, action: 'Modify' }] }),
    { type: 'deleting', stack: EVIL, stackName: EVIL },
    { type: 'artifact', stack: 'app', key: EVIL, bytes: 1, outcome: 'uploaded' },
    { type: 'progress', stack: 'app', event: { ...event, ...shape, status: EVIL, reason: EVIL } },
    { type: 'served', stack: EVIL, bucket: EVIL, uploaded: 1, unchanged: 0, removed: 0, invalidated: [EVIL] },
    { type: 'finished', result: result('failed', { cause, outputs: { [EVIL]: EVIL } }) },
    { type: 'finished', result: result('blocked', { blockedBy: [EVIL] }) },
  ];
  const shown = all.flatMap(lines);
  assert.equal(shown.length, 13);
  for (const line of shown) {
    assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    assert.doesNotMatch(line, COMMAND);
  }
});

test('colours are kept, around plain text', () => {
  const style = (style: unknown, text: string) => `<${style}>${text}</>`;
  const progress = { ...event, status: 'CREATE\nFAILED', reason: null };
  const [line] = deployLines({ type: 'progress', stack: 'app', event: progress }, { style });
  assert.equal(line, 'app:   <red>CREATE FAILED</> Q AWS::SQS::Queue');
});

test('the end counts the stacks and names the skipped ones with their reasons', () => {
  const stacks = [
    result('created'),
    result('created'),
    result('failed'),
    result('skipped', { stack: 'web', reason: 'no\ndomain\n' }),
  ];
  const base = {
    formatVersion: 1,
    environment: 'dev',
    accountId: '1',
    ok: false,
    findings: [],
    changed: true,
  } as const;
  const end = () => resultLines({ ...base, held: false, findings: [], stacks, plan: plan() });
  assert.deepEqual(end(), ['web: skipped: no domain', 'Done: 2 created, 1 failed, 1 skipped']);
});
