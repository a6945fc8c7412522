import type { ChangeDetail, ResourceChange } from '../../aws/changes.ts';
import type { StackPlan } from '../plan.ts';
import { heldBy, riskText } from '../planning/holds.ts';
import { type Row, row, type Style } from './rows.ts';

/** What a stack's plan would do, a line each. A plan without changes has no lines. */
export function planRows(plan: StackPlan): Row[] {
  const { stack, stackName, action, changes, reason } = plan;
  if (action === 'none') return [];
  const title = `${action}: ${reason ?? countOf(changes)} (${stackName}, ${plan.region})`;
  const widths = { id: widest(changes, 'logicalId'), type: widest(changes, 'type') };
  return [
    row(stack, title),
    ...changes.flatMap((change) => [changeRow(stack, change, widths), ...valueRows(stack, change)]),
    ...plan.dataAtRisk.map((risk) => row(stack, '  ', { style: 'red', text: `! ${riskText(stack, risk)}` })),
    ...heldBy({ ...plan, dataAtRisk: [] }).map((line) => row(stack, '  ', { style: 'red', text: `! ${line}` })),
    ...plan.roleDenials.map(({ role, action: denied, logicalId, file, line, fix }) =>
      row(
        stack,
        '  ',
        { style: 'yellow', text: `! ${role} may not ${denied} for ${logicalId}` },
        ` (${file}:${line}): ${fix}`,
      ),
    ),
  ];
}

export function countOf(changes: readonly ResourceChange[]): string {
  return changes.length === 1 ? '1 resource' : `${changes.length} resources`;
}

function widest(changes: readonly ResourceChange[], key: 'logicalId' | 'type'): number {
  return Math.max(0, ...changes.map((change) => change[key].length));
}

function changeRow(stack: string, change: ResourceChange, widths: { id: number; type: number }): Row {
  const { logicalId, type } = change;
  const [style, verb] = verbOf(change);
  const resource = ` ${logicalId.padEnd(widths.id)}  ${type.padEnd(widths.type)}  ${reasonsOf(change)}`;
  return row(stack, '  ', { style, text: verb.padEnd(14) }, resource);
}

export function verbOf({ action, replacement }: ResourceChange): [Style, string] {
  if (action === 'Modify' && replacement === 'True') return ['red', '± replace'];
  if (action === 'Modify' && replacement === 'Conditional') return ['yellow', '± may replace'];
  if (action === 'Modify') return ['yellow', '~ modify'];
  if (action === 'Remove') return ['red', '- remove'];
  return ['green', `+ ${action.toLowerCase()}`];
}

/** What of the resource changes; for a replacement only what forces it, and what brings that about. */
export function reasonsOf({ replacement, details, policyAction }: ResourceChange): string {
  const forcing = details.filter(({ requiresRecreation }) => requiresRecreation && requiresRecreation !== 'Never');
  const told = replacement === 'True' && forcing.length > 0 ? forcing : details;
  const targets = [...new Set(told.map(targetText).filter(Boolean))];
  const kept = policyAction?.includes('Retain') ? 'the old one is kept' : '';
  return [targets.join(', '), kept].filter(Boolean).join('; ');
}

function targetText({ target, cause }: ChangeDetail): string {
  return cause === null ? target : `${target} (by ${cause})`;
}

/** Each property with its value before and after, where both sides are known to differ. */
function valueRows(stack: string, { details }: ResourceChange): Row[] {
  return details.filter(differs).map(({ target, before, after }) => {
    const [old, wanted] = bothShown(before, after, SHOWN);
    return row(stack, { style: 'dim', text: `      ${target}: ${old} → ${wanted}` });
  });
}

export function differs({ before, after }: ChangeDetail): boolean {
  return before !== after;
}

/** Characters of a value that are shown. */
const SHOWN = 120;
/** Of what both have in common, so many stay on each side of the difference. */
const AROUND = 24;

/** Both values, of long ones the part in which they differ. */
export function bothShown(before: string | null, after: string | null, longest: number): [string, string] {
  if (before === null || after === null) return [cut(before ?? '(none)', longest), cut(after ?? '(none)', longest)];
  if (Math.max(before.length, after.length) <= longest) return [before, after];
  const atStart = commonStart(before, after);
  // What repeats itself is common from both sides: it counts once, or nothing would be left to show.
  const atEnd = commonStart(reversed(before.slice(atStart)), reversed(after.slice(atStart)));
  const start = Math.max(0, atStart - AROUND);
  const end = Math.max(0, atEnd - AROUND);
  return [part(before, start, end, longest), part(after, start, end, longest)];
}

function commonStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}

function reversed(text: string): string {
  return [...text].reverse().join('');
}

function part(text: string, start: number, end: number, longest: number): string {
  const middle = text.slice(start, Math.max(start, text.length - end));
  return `${start > 0 ? '…' : ''}${cut(middle, longest)}${end > 0 ? '…' : ''}`;
}

/** A long text without its middle. */
function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const half = Math.floor((longest - 1) / 2);
  return `${text.slice(0, half)}…${text.slice(-half)}`;
}
