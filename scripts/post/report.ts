import { plain } from '../cli/plain.ts';
import type { Result } from './sticky.ts';

/** What was done, or would be, in one line. */
export function resultLine(kind: string, { action, url }: Result, dryRun: boolean): string {
  const where = url === null ? '' : `: ${plain(url)}`;
  if (action === 'unchanged') return `The ${kind} says so already${where}`;
  if (action === 'nothing') return 'There is no open issue to close';
  return `The ${kind} ${dryRun ? 'would be' : 'is'} ${action}${where}`;
}
