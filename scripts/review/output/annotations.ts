import { audienceOf } from '../../access/audience.ts';
import type { AccessChange } from '../../access/changes.ts';
import { accessTexts } from '../../access/tell/access-texts.ts';
import { plain } from '../../cli/plain.ts';
import type { Severity } from '../../template/finding.ts';
import type { Position } from '../../template/source.ts';
import type { Report, ReportedFinding } from '../report.ts';
import { mostUrgentFirst } from './order.ts';

type Command = 'error' | 'warning' | 'notice';

const COMMANDS: Record<Severity, Command> = { error: 'error', warning: 'warning', suggestion: 'notice' };

/**
 * GitHub's workflow commands. Of a step it shows the first ten errors, warnings and notices ("Usage limits for
 * annotations"), so the order decides what is seen.
 * @param locate where the holder of policies is written, as far as that is known
 */
export function annotations(report: Report, locate: (principal: string) => Position | null = () => null): string[] {
  const told = mostUrgentFirst(
    report,
    report.findings.filter(({ suppressed }) => !suppressed),
  );
  const gained = report.access.filter(({ change }) => change === 'gained');
  return [
    ...told.filter(({ severity }) => severity === 'error').map(ofFinding),
    ...gained.map((change) => ofGain(change, locate(change.principal))),
    ...told.filter(({ severity }) => severity !== 'error').map(ofFinding),
  ];
}

function ofFinding(finding: ReportedFinding): string {
  const { rule, severity, message, fix } = finding;
  return command(COMMANDS[severity], finding, rule, [message, `fix: ${fix}`]);
}

function ofGain(change: AccessChange, at: Position | null): string {
  const { actions, resources, principals, request } = accessTexts(change);
  const title = audienceOf(change) === 'public' ? 'gained access, public' : 'gained access';
  return command('warning', at, title, [
    `${change.principal} gains ${actions.join(', ')} on ${resources.join(', ')}`,
    ...(principals.length > 0 ? [`by ${principals.join(', ')}`] : []),
    `as in ${request}`,
  ]);
}

function command(name: Command, at: Position | null, title: string, lines: readonly string[]): string {
  const place = at === null ? [] : [`file=${property(at.file)}`, `line=${at.line}`, `col=${at.column}`];
  return `::${name} ${[...place, `title=${property(title)}`].join(',')}::${data(lines.map(plain).join('\n'))}`;
}

/** The escapes of actions/toolkit's command.ts: the runner undoes them. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(plain(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
