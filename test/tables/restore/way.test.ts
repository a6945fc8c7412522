import { equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import type { Manifest } from '../../../functions/shared/backup/manifest.ts';
import { type WayAsked, wayOf } from '../../../scripts/tables/restore/way.ts';

const table = { indexes: [] as { kind: string }[] };
const exported = { engine: 'export', format: 'dynamodb-json', table, parts: [{}] } as unknown as Manifest;
const scanned = { ...exported, engine: 'scan' } as unknown as Manifest;
const asked: WayAsked = { asked: 'auto', manifest: exported, fromBucket: true, isWhole: true };

test('DynamoDB imports its own exports, and what else is asked for', () => {
  equal(wayOf(asked), 'import');
  equal(wayOf({ ...asked, manifest: scanned }), 'write');
  equal(wayOf({ ...asked, manifest: scanned, asked: 'import' }), 'import');
  equal(wayOf({ ...asked, asked: 'write' }), 'write');
});

const localIndex = { ...exported, table: { indexes: [{ kind: 'local' }] } } as unknown as Manifest;
const obstacles: [string, Partial<WayAsked>, RegExp][] = [
  ['a folder', { fromBucket: false }, /DynamoDB's import reads from a bucket only: use --engine write$/],
  ['some of the items', { isWhole: false }, /makes a new table of all items/],
  ['CSV', { manifest: { ...scanned, format: 'csv' } as Manifest }, /would take every value of this CSV for text/],
  [
    'a backup without items',
    { manifest: { ...exported, parts: [] } },
    /takes no backup without items: use --engine write$/,
  ],
  ['too many files', { manifest: { ...exported, parts: Array(50_001) } }, /takes 50000 files at most/],
  ['a local index', { manifest: localIndex }, /makes no local secondary indexes/],
];

for (const [what, more, message] of obstacles) {
  test(`${what} is written, and cannot be imported`, () => {
    equal(wayOf({ ...asked, ...more }), 'write');
    throws(() => wayOf({ ...asked, ...more, asked: 'import' }), message);
  });
}
