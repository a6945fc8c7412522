import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccessChange } from '../../../scripts/access/changes.ts';
import { bothShown } from '../../../scripts/deployment/show/change-rows.ts';
import { planMarkdown } from '../../../scripts/deployment/show/plan-markdown.ts';
import { planLines } from '../../../scripts/deployment/show/plan-text.ts';
import { change, detail, plan, stackPlan } from '../builders.ts';

const paint = { style: (_style: unknown, text: string) => text };

const gained: AccessChange = {
  ...{ principal: 'app/Role', change: 'gained', actions: ['s3:GetObject'], resources: ['arn:aws:s3:::b/*'] },
  witness: {
    ...{ principal: 'arn:aws:iam::111122223333:role/r', principalAccount: '111122223333' },
    ...{ action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', resourceAccount: '111122223333', context: {} },
  },
};

const whole = plan({
  digest: 'd'.repeat(64),
  commit: 'a1b2c3d4',
  access: {
    changes: [gained],
    undecided: [{ principal: 'app/Role', actions: ['kms:*'], resources: ['*'], reason: 'too much' }],
  },
  stacks: [
    stackPlan({
      action: 'update',
      changes: [
        change('Table', 'Modify', {
          type: 'AWS::DynamoDB::Table',
          replacement: 'True',
          details: [detail('Properties.TableName', { requiresRecreation: 'Always', before: 'a', after: 'b' })],
        }),
        change('Secret', 'Modify', { details: [detail('Properties.SecretString', { before: '****', after: '****' })] }),
      ],
      dataAtRisk: [
        {
          ...{ logicalId: 'Table', type: 'AWS::DynamoDB::Table', physicalId: 'a', happens: 'replaced' },
          ...{ because: ['TableName'], loses: 'the items of the table', kept: null, isAllowed: false },
        },
      ],
      policyDenials: [{ logicalId: 'Table', action: 'Update:Replace', statement: 'Keep' }],
      roleDenials: [
        {
          ...{ role: 'cfn', action: 'dynamodb:CreateTable', logicalId: 'Table', type: 'AWS::DynamoDB::Table' },
          ...{ by: 'policies', file: 'policies/service-role.json', line: 3, fix: 'allow it there' },
        },
      ],
    }),
    stackPlan({ stack: 'web', action: 'predicted', reason: 'it imports key', changes: [change('Queue', 'Add')] }),
    stackPlan({ stack: 'same' }),
  ],
});

test('a plan as text says resources, values, what is at risk, what is refused, and the access', () => {
  assert.deepEqual(planLines(whole, paint), [
    'app: update: 2 resources (p-dev-app, us-east-1)',
    'app:   ± replace      Table   AWS::DynamoDB::Table  Properties.TableName',
    'app:       Properties.TableName: a → b',
    'app:   ~ modify       Secret  AWS::SQS::Queue       Properties.SecretString',
    'app:   ! Table (AWS::DynamoDB::Table) would be replaced because TableName changes: loses the items of the table; agree with --allow-replace app/Table',
    "app:   ! the stack policy of the environment does not let Table be touched (Update:Replace, statement Keep): change stackPolicy in the environment's file if it is meant",
    'app:   ! cfn may not dynamodb:CreateTable for Table (policies/service-role.json:3): allow it there',
    'web: predicted: it imports key (p-dev-app, us-east-1)',
    'web:   + add          Queue  AWS::SQS::Queue',
    '+ app/Role gains s3:GetObject',
    '    on arn:aws:s3:::b/*',
    '    as in s3:GetObject arn:aws:s3:::b/k by arn:aws:iam::111122223333:role/r',
    '? app/Role: kms:* on *: cannot be decided: too much',
    '1 to update, 1 predicted, 1 unchanged; digest dddddddddddd',
  ]);
});

test('a plan without changes is one line', () => {
  assert.deepEqual(planLines(plan({ stacks: [stackPlan()] }), paint), ['Nothing would change']);
});

test('a plan as Markdown begins with the verdict and ends with the digest', () => {
  const text = planMarkdown(whole);
  assert.match(
    text,
    /^\*\*Held: somebody has to agree first\*\* in <code>dev<\/code>: 1 to update, 1 predicted, 1 unchanged\./,
  );
  for (const part of [
    '### Look at this first',
    '### Access gained',
    '### Access that is not decided',
    '### app: update, 2 resources',
    '<td><code>±</code> replace</td><td><code>Table</code></td>',
    '<code>Properties.TableName</code>: <code>a</code> → <code>b</code>',
    'it imports key',
  ]) {
    assert.ok(text.includes(part), part);
  }
  assert.ok(text.endsWith(`Digest <code>${'d'.repeat(64)}</code>, commit <code>a1b2c3d4</code>.\n`));
  assert.match(planMarkdown(plan({ stacks: [stackPlan()] })), /^\*\*Nothing would change\*\*/);
  const failed = planMarkdown(plan(), ['lab: could not be planned: <b>AccessDenied</b>']);
  assert.match(failed, /^\*\*Could not be planned\*\* in <code>dev<\/code>\.\n\n### Why\n\n<ul>\n<li>lab: could not/);
  assert.ok(!failed.includes('<b>'));
});

const EVIL = '</code><img src=x onerror=alert(1)>\n::error::evil | # [x](javascript:1)\u202e';

test('nothing in a plan becomes markup or a command', () => {
  const evil = plan({
    environment: EVIL,
    commit: EVIL,
    stacks: [
      stackPlan({
        ...{ stack: EVIL, stackName: EVIL, region: EVIL, action: 'predicted', reason: EVIL },
        changes: [
          change(EVIL, 'Modify', {
            type: EVIL,
            details: [detail(EVIL, { before: EVIL, after: `${EVIL}2`, cause: EVIL })],
          }),
        ],
        roleDenials: [
          { role: EVIL, action: EVIL, logicalId: EVIL, type: EVIL, by: 'deny', file: EVIL, line: 1, fix: EVIL },
        ],
        policyDenials: [{ logicalId: EVIL, action: EVIL, statement: EVIL }],
      }),
    ],
  });
  const text = planMarkdown(evil);
  assert.ok(!text.includes('<img'), text);
  assert.doesNotMatch(text, /\u202e/);
  assert.doesNotMatch(text, /^::error/m);
  for (const line of planLines(evil, paint)) {
    assert.doesNotMatch(line, /[\p{Cc}\p{Cf}]/u);
    assert.doesNotMatch(line, /^\s*::/);
  }
});

test('a plan of many resources stays within what a comment takes, and says what it left out', () => {
  const details = [detail('Properties.Name', { before: 'x'.repeat(500), after: 'y'.repeat(500) })];
  const changes = Array.from({ length: 500 }, (_, index) => change(`Resource${index}`, 'Modify', { details }));
  const text = planMarkdown(plan({ stacks: [stackPlan({ action: 'update', changes })] }));
  assert.ok(text.length <= 65_536, `${text.length}`);
  assert.match(text, /\d+ more are left out/);
});

test('of long values the part in which they differ is shown', () => {
  const start = 'x'.repeat(500);
  const details = [
    detail('Properties.PolicyDocument', {
      before: `${start}"s3:GetObject"${start}`,
      after: `${start}"s3:PutObject"${start}`,
    }),
  ];
  const [, , values] = planLines(
    plan({ stacks: [stackPlan({ action: 'update', changes: [change('Policy', 'Modify', { details })] })] }),
    paint,
  );
  assert.match(values ?? '', /…x{20}"s3:GetObject"x{16}… → …x{20}"s3:PutObject"x{16}…$/);
});

test('of values that repeat themselves what one has more is shown', () => {
  const statement = '{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}';
  const [old, wanted] = bothShown(`[${statement},${statement}]`, `[${statement},${statement},${statement}]`, 120);
  assert.ok(wanted.includes(statement), wanted);
  assert.ok(!old.includes(statement), old);
});

test('what an account has for itself is not told as for another account', () => {
  const own = { ...gained, principals: ['arn:aws:iam::${AWS::AccountId}:role/r'] };
  const [line] = planLines(
    plan({ stacks: [stackPlan({ action: 'update' })], access: { changes: [own], undecided: [] } }),
    paint,
  ).filter((one) => one.startsWith('+'));
  assert.equal(line, '+ app/Role gains s3:GetObject');
});
