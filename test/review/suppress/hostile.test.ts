import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readSuppressions, SUPPRESSIONS_FILE } from '../../../scripts/review/suppress/read.ts';
import { folder } from '../../access/read/fixture.ts';
import { allow, policy, REASON, reviewedOn } from './fixture.ts';

const EMPTY = { templates: [], documents: [], ignored: [], unreadable: [], files: 0 };

const words = fc.constantFrom('Read', 's3:*', REASON, '2027-06-30', 'wildcard-action', 't.yaml', 'Policy', '', '-1');
const keys = fc.constantFrom('rule', 'statement', 'value', 'reason', 'expires', 'file', 'logicalId', 'constructor');
const parts = fc.oneof(words, fc.integer(), fc.boolean(), fc.constant(null), fc.jsonValue({ maxDepth: 2 }));
const entries = fc.oneof(fc.dictionary(keys, parts), parts);

test('whatever is written as suppressions is read, or a finding with a place', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(entries, { maxLength: 4 }), async (written) => {
      const ofResource = policy(
        [allow("'s3:*'")],
        written.map((entry) => JSON.stringify(entry)),
      );
      const ofFile = JSON.stringify({ suppressions: written });
      const found = await reviewedOn(t, { 't.yaml': ofResource, [SUPPRESSIONS_FILE]: ofFile });
      for (const { line, column, fix } of found) assert.ok(line > 0 && column > 0 && fix !== '');
      const right = written.filter((entry) => isRight(entry)).length;
      const told = found.filter(({ rule, suppressed }) => rule.startsWith('suppression-') || suppressed).length;
      assert.ok(right > 0 || told >= written.length || JSON.stringify(written).includes('__proto__'));
    }),
    { numRuns: 60 },
  );
});

test('whatever bytes the file of suppressions has, reading it does not fail', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (bytes) => {
      const root = await folder(t, { [SUPPRESSIONS_FILE]: bytes });
      const { suppressions, malformed } = await readSuppressions(root, EMPTY);
      assert.deepEqual(suppressions, []);
      assert.ok(malformed.length > 0);
    }),
    { numRuns: 60 },
  );
});

function isRight(entry: unknown): boolean {
  return typeof entry === 'object' && entry !== null && 'rule' in entry && 'expires' in entry && 'reason' in entry;
}
