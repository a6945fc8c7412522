import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DataAtRisk } from '../../../scripts/deployment/plan.ts';
import { heldBy } from '../../../scripts/deployment/planning/holds.ts';
import { stackPlan } from '../builders.ts';

function risk(more: Partial<DataAtRisk>): DataAtRisk {
  return {
    ...{
      logicalId: 'Table',
      type: 'AWS::DynamoDB::Table',
      physicalId: 't',
      happens: 'replaced',
      because: ['TableName'],
    },
    ...{ loses: 'the items of the table', kept: null, isAllowed: false },
    ...more,
  };
}

const cases: [string, Partial<DataAtRisk>, string | null][] = [
  [
    'a replacement',
    {},
    'Table (AWS::DynamoDB::Table) would be replaced because TableName changes: loses the items of the table; agree with --allow-replace app/Table',
  ],
  [
    'one that is not certain, for two properties',
    { happens: 'may be replaced', because: ['TableName', 'KeySchema'] },
    'Table (AWS::DynamoDB::Table) would perhaps be replaced because TableName, KeySchema change: loses the items of the table; agree with --allow-replace app/Table',
  ],
  [
    'what a policy keeps',
    { kept: 'Retain' },
    'Table (AWS::DynamoDB::Table) would be replaced because TableName changes: the old one is kept outside the stack (Retain), and the new one is empty; agree with --allow-replace app/Table',
  ],
  [
    'a deletion',
    { happens: 'deleted', because: [], kept: 'Retain' },
    'Table (AWS::DynamoDB::Table) would be deleted: it is kept outside the stack (Retain); agree with --allow-replace app/Table',
  ],
  [
    'a snapshot',
    { happens: 'deleted', because: [], kept: 'Snapshot' },
    'Table (AWS::DynamoDB::Table) would be deleted: a snapshot of it is kept outside the stack; agree with --allow-replace app/Table',
  ],
  ['what is agreed', { isAllowed: true }, null],
];

for (const [name, more, line] of cases) {
  test(`data at risk: ${name}`, () => {
    assert.deepEqual(heldBy(stackPlan({ dataAtRisk: [risk(more)] })), line === null ? [] : [line]);
  });
}

test('a stack policy names its statement, or that none allows it', () => {
  const denials = [
    { logicalId: 'Table', action: 'Update:Replace', statement: 'KeepTables' },
    { logicalId: 'Table', action: 'Update:Modify', statement: null },
  ];
  assert.deepEqual(heldBy(stackPlan({ policyDenials: denials })), [
    "the stack policy of the environment does not let Table be touched (Update:Replace, statement KeepTables): change stackPolicy in the environment's file if it is meant",
    "the stack policy of the environment does not let Table be touched (Update:Modify, which no statement allows): change stackPolicy in the environment's file if it is meant",
  ]);
});
