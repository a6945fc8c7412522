import { audienceOf } from '../../access/audience.ts';
import type { Severity } from '../../template/finding.ts';
import type { Report, ReportedFinding } from '../report.ts';

const NOUNS: Record<Severity, string> = { error: 'error', warning: 'warning', suggestion: 'suggestion' };

/** The one sentence that a reviewer needs, without names: nothing that the change wrote is in it. */
export function verdictOf({ access, undecided, base }: Pick<Report, 'access' | 'undecided' | 'base'>): string {
  if (base === null) return 'Everything was reviewed, not a change: gained access is not computed.';
  const gained = access.filter(({ change }) => change === 'gained');
  const lost = access.length - gained.length;
  const taken = lost > 0 ? `, ${lost} lost` : '';
  const open = undecided.length > 0 ? `, ${undecided.length} undecided` : '';
  if (gained.length > 0) {
    return `This change grants new access: ${gained.length} gained${audiences(gained)}${taken}${open}.`;
  }
  if (open !== '') return `This change may grant new access: none was found${taken}${open}.`;
  return `This change grants no new access${taken}.`;
}

function audiences(gained: Report['access']): string {
  const count = (audience: string) => gained.filter((one) => audienceOf(one) === audience).length;
  const told = [
    [count('public'), 'public'],
    [count('cross-account'), 'for other accounts'],
    [count('federated'), 'for identities from outside'],
  ] as const;
  return told.map(([number, what]) => (number > 0 ? `, ${number} of them ${what}` : '')).join('');
}

/** `1 error, 2 warnings`: those that count. */
export function findingCounts(findings: readonly ReportedFinding[]): string {
  const told = (Object.keys(NOUNS) as Severity[]).flatMap((severity) => {
    const count = findings.filter((one) => one.severity === severity && !one.suppressed).length;
    return count > 0 ? [counted(count, NOUNS[severity])] : [];
  });
  return told.length > 0 ? told.join(', ') : 'no findings';
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The reach of a review in one sentence. */
export function scopeOf({ templates, documents, ignored, unreadable }: Report['summary']): string {
  const read = `${counted(templates, 'template')} and ${counted(documents, 'policy document')} reviewed`;
  return `${read}, ${counted(ignored.length, 'file')} ignored, ${unreadable} not readable`;
}
