import { rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { Interrupted } from '../../scripts/cli/errors.ts';
import { examine } from '../../scripts/review/examine.ts';
import { folder } from '../access/read/fixture.ts';

test('a review that is stopped ends at its next step', async (t) => {
  const root = await folder(t, { 'a.json': '{"Version": "2012-10-17", "Statement": []}' });
  const signal = AbortSignal.abort(new Interrupted());
  await rejects(examine(root, { today: '2026-01-01', signal }), { name: 'Interrupted' });
});
