import type { Output } from '../../cli/output.ts';
import { type Progress, progressOn } from '../progress.ts';
import type { Phase } from './by-writing.ts';

/** Progress of one phase after the other. @param expected items */
export function phaseProgress(out: Output, expected: number) {
  let phase: Phase | null = null;
  let current: Progress | null = null;
  const end = () => {
    current?.end();
    current = null;
  };
  return {
    end,
    at(next: Phase, items: number, size: number): void {
      if (next !== phase) end();
      phase = next;
      current ??= progressOn(out, next);
      current.at({ items, size, expected });
    },
  };
}
