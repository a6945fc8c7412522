import { accessLines } from '../../access/tell/access-lines.ts';
import type { Output } from '../../cli/output.ts';
import { plain } from '../../cli/plain.ts';
import type { Severity } from '../../template/finding.ts';
import type { Report, ReportedFinding } from '../report.ts';
import { type Excerpt, excerptOf } from './excerpt.ts';
import { counted, scopeOf, verdictOf } from './verdict.ts';

type Style = Output['style'];
type Colour = Parameters<Style>[0];

const COLOURS: Record<Severity, Colour> = { error: 'red', warning: 'yellow', suggestion: 'cyan' };

/** Their line holds the secret, and logs are read by more people than the repository. */
const SECRETS: ReadonlySet<string> = new Set(['lambda-secret-in-environment', 'secret-in-property']);

/**
 * What a terminal or a log shows: each finding starts with `file:line:column: severity: message [rule]`, which editors
 * and grep know.
 * @param sourceOf the text of a file, without a byte order mark
 */
export function textLines(report: Report, sourceOf: (file: string) => string | undefined, style: Style): string[] {
  const told = report.findings.filter(({ suppressed }) => !suppressed);
  const suppressed = report.findings.filter((finding) => finding.suppressed);
  const linesOf = linesOnce(sourceOf);
  const sections = [
    report.access.flatMap((change) => accessLines(change, style)),
    told.flatMap((finding) => findingLines(finding, linesOf(finding.file), style)),
    suppressed.map((finding) => style('dim', `suppressed: ${headOf(finding)}`)),
    report.undecided.flatMap(({ principal, actions, resources, reason }) => [
      plain(`? ${principal}: ${actions.join(', ')} on ${resources.join(', ')}`),
      plain(`    cannot be decided: ${reason}`),
    ]),
    summaryLines(report, style),
  ];
  return sections.filter((lines) => lines.length > 0).flatMap((lines, index) => (index > 0 ? ['', ...lines] : lines));
}

function linesOnce(sourceOf: (file: string) => string | undefined): (file: string) => string[] {
  const known = new Map<string, string[]>();
  return (file) => {
    const lines = known.get(file) ?? sourceOf(file)?.split('\n') ?? [];
    known.set(file, lines);
    return lines;
  };
}

function findingLines(finding: ReportedFinding, lines: readonly string[], style: Style): string[] {
  const excerpt = SECRETS.has(finding.rule) ? null : excerptOf(lines, finding);
  const colour = COLOURS[finding.severity];
  const { file, line, column, severity, message, fix, rule } = finding;
  return [
    `${style('bold', plain(`${file}:${line}:${column}:`))} ${style(colour, `${severity}:`)} ${plain(message)} ${style('dim', `[${plain(rule)}]`)}`,
    ...(excerpt === null ? [] : excerptLines(excerpt, colour, style)),
    `  ${style('bold', 'fix:')} ${plain(fix)}`,
  ];
}

function excerptLines({ gutters, code, marks }: Excerpt, colour: Colour, style: Style): string[] {
  return [`${style('dim', gutters[0])}${code}`, `${style('dim', gutters[1])}${style(colour, marks)}`];
}

function headOf({ file, line, column, severity, message, rule }: ReportedFinding): string {
  return plain(`${file}:${line}:${column}: ${severity}: ${message} [${rule}]`);
}

function summaryLines(report: Report, style: Style): string[] {
  const { summary, unresolved, base } = report;
  const { error, warning, suggestion } = summary.findings;
  const counts = [counted(error, 'error'), counted(warning, 'warning'), counted(suggestion, 'suggestion')].join(', ');
  const known = base === null ? '' : `, ${summary.unchanged} there before the change`;
  return [
    scopeOf(summary),
    `${counts}; ${summary.suppressed} suppressed${known}; ${counted(unresolved.length, 'expression')} not known before deploying`,
    ...(base === null ? [] : [style('bold', verdictOf(report))]),
  ];
}
