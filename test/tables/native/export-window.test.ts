import { deepEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import type { ExportManifest } from '../../../functions/shared/backup/manifest.ts';
import { checkedWindow, windowAfter } from '../../../scripts/tables/native/export-window.ts';

const at = (time: string) => new Date(`2025-11-${time}Z`);
const seconds = (time: string) => at(time).getTime() / 1000;

test('times are whole seconds', () => {
  deepEqual(checkedWindow({ kind: 'full', at: at('28T08:00:00.999') }), { kind: 'full', at: seconds('28T08:00:00') });
  deepEqual(checkedWindow({ kind: 'full', at: null }), { kind: 'full', at: null });
});

test('changes of 15 minutes to 24 hours', () => {
  const window = (from: string, to: string) => checkedWindow({ kind: 'changes', from: at(from), to: at(to) });
  deepEqual(window('28T08:00:00', '28T08:15:00'), {
    ...{ kind: 'changes', from: seconds('28T08:00:00'), to: seconds('28T08:15:00') },
  });
  window('28T08:00:00', '29T08:00:00');
  for (const to of ['28T08:14:59', '29T08:00:01', '28T07:00:00']) {
    throws(() => window('28T08:00:00', to), { kind: 'input', message: /15 minutes to 24 hours/ });
  }
});

const full = { consistency: { kind: 'point-in-time', at: '2025-11-28T08:00:00Z' } } as ExportManifest;
const changes = {
  consistency: { kind: 'changes', from: '2025-11-28T07:00:00Z', to: '2025-11-28T08:00:00Z' },
} as ExportManifest;

test('the changes since an export go on where it ended, for a day at most', () => {
  for (const manifest of [full, changes]) {
    deepEqual(windowAfter(manifest, at('28T10:05:00')), {
      ...{ kind: 'changes', from: at('28T08:00:00'), to: at('28T10:00:00') },
    });
    deepEqual(windowAfter(manifest, at('30T10:00:00')), {
      ...{ kind: 'changes', from: at('28T08:00:00'), to: at('29T08:00:00') },
    });
  }
});

test('right after an export there is nothing that DynamoDB would export', () => {
  throws(() => checkedWindow(windowAfter(full, at('28T08:01:00'))), { kind: 'input' });
});
