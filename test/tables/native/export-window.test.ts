import { deepEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { checkedWindow } from '../../../scripts/tables/native/export-window.ts';

const at = (time: string) => new Date(`2025-11-${time}Z`);
const NOW = at('28T09:00:00.700');
const seconds = (time: string) => at(time).getTime() / 1000;

test('times are whole seconds', () => {
  deepEqual(checkedWindow({ kind: 'full', at: at('28T08:00:00.999') }, NOW), {
    kind: 'full',
    at: seconds('28T08:00:00'),
  });
  deepEqual(checkedWindow({ kind: 'full', at: null }, NOW), { kind: 'full', at: null });
});

test('without an end, changes go on until five minutes ago', () => {
  const from = at('28T08:00:00');
  const ends = { from: seconds('28T08:00:00'), to: seconds('28T08:55:00') };
  deepEqual(checkedWindow({ kind: 'changes', from, to: null }, NOW), { kind: 'changes', ...ends });
});

test('changes of 15 minutes to 24 hours', () => {
  const window = (from: string, to: string) => checkedWindow({ kind: 'changes', from: at(from), to: at(to) }, NOW);
  deepEqual(window('28T08:00:00', '28T08:15:00'), {
    ...{ kind: 'changes', from: seconds('28T08:00:00'), to: seconds('28T08:15:00') },
  });
  window('28T08:00:00', '29T08:00:00');
  for (const to of ['28T08:14:59', '29T08:00:01', '28T07:00:00']) {
    throws(() => window('28T08:00:00', to), { kind: 'input', message: /15 minutes to 24 hours/ });
  }
});
