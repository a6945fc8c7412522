import { deepEqual, equal, match } from 'node:assert/strict';
import { test } from 'node:test';
import { chooseEngine } from '../../../scripts/tables/native/engine.ts';
import { TABLE } from './fixture.ts';

const large = { ...TABLE, bytes: 50e9 + 1 };
const recoverless = { ...large, record: { ...large.record, pointInTimeRecovery: false } };

test('what is asked for is taken', () => {
  for (const engine of ['scan', 'export'] as const) {
    deepEqual(chooseEngine({ engine, table: recoverless, toBucket: false }), { engine, note: null });
  }
});

test('a table up to the size is scanned, and nobody wonders', () => {
  deepEqual(chooseEngine({ engine: 'auto', table: { ...large, bytes: 50e9 }, toBucket: true }), {
    engine: 'scan',
    note: null,
  });
});

test('a larger one is exported, or it is said what is missing for that', () => {
  const auto = { engine: 'auto', table: large, toBucket: true } as const;
  equal(chooseEngine(auto).engine, 'export');
  const off = chooseEngine({ ...auto, table: recoverless });
  deepEqual(off, {
    engine: 'scan',
    note: "the table is over 50 GB, but point-in-time recovery is off: turn it on to use DynamoDB's export",
  });
  const toFolder = chooseEngine({ ...auto, toBucket: false });
  equal(toFolder.engine, 'scan');
  match(toFolder.note ?? '', /writes to a bucket only/);
});

test('the size can be another one', () => {
  equal(chooseEngine({ engine: 'auto', table: TABLE, toBucket: true, threshold: 999 }).engine, 'export');
});
