import type { Output } from '../cli/output.ts';
import { plain } from '../cli/plain.ts';
import type { ActLine } from './act.ts';
import { PULL_REQUEST } from './event.ts';
import type { Host } from './host.ts';
import { markdownLines } from './markdown-text.ts';
import type { Annotation, JobReport, Result, Unit } from './model.ts';

const MARKS: Record<Result, string> = { success: '✔', failure: '✖', skipped: '·', cancelled: '·' };
const STYLES = { success: 'green', failure: 'red', skipped: 'dim', cancelled: 'dim' } as const;

/** Shows a run while it goes on. */
export function showing(out: Output, verbose: boolean) {
  return {
    onJob(unit: Unit, environment: string | null): void {
      out.say(out.style('bold', `▶ ${unit.id}${environment === null ? '' : ` in ${environment}`}`));
    },
    onLine(unit: Unit, line: ActLine): void {
      if (line.jobID !== unit.job) return;
      if (verbose && line.raw_output) out.say(`    ${plain(line.msg)}`);
      if (line.stepResult === undefined || line.step === undefined || line.stage !== 'Main') return;
      const seconds = line.executionTime === undefined ? '' : `  ${(line.executionTime / 1e9).toFixed(1)} s`;
      out.say(`  ${mark(out, line.stepResult)} ${plain(line.step)}${seconds}`);
    },
    onEnd(report: JobReport): void {
      for (const annotation of report.annotations) out.say(`  ${annotationText(annotation)}`);
      if (report.result === 'failure' && !verbose)
        for (const line of report.log.slice(-30)) out.say(`    ${plain(line)}`);
      if (report.result === 'skipped') out.say(`${mark(out, 'skipped')} ${report.unit.id} is skipped`);
      section(out, `Summary of ${report.unit.id}`, report.summary);
    },
  };
}

/** What a person would find on GitHub afterwards. */
export function showTraces({ gitHub }: Host, out: Output): void {
  for (const { body } of gitHub.comments(PULL_REQUEST)) section(out, `Comment on pull request ${PULL_REQUEST}`, body);
  for (const { number, title, body, state } of gitHub.issues()) {
    section(out, `Issue ${number} (${state}): ${plain(title)}`, body ?? '');
  }
}

export function showResults(jobs: readonly JobReport[], heldAt: string | null, out: Output): void {
  for (const { unit, result, environment } of jobs) {
    out.say(`${mark(out, result)} ${unit.id}${environment === null ? '' : ` (${environment})`}: ${result}`);
  }
  if (heldAt !== null) out.say(`${out.style('yellow', '■')} ${heldAt}: waits for its approval`);
}

function mark(out: Output, result: Result): string {
  return out.style(STYLES[result], MARKS[result]);
}

function annotationText({ level, title, file, line, message }: Annotation): string {
  const place = file === null ? '' : `${file}${line === null ? '' : `:${line}`}: `;
  return plain(`${level}: ${place}${title === null ? '' : `${title}: `}${message}`);
}

/** A summary or comment, as a person would see it. */
function section(out: Output, title: string, text: string): void {
  if (text.trim() === '') return;
  out.say(out.style('dim', `── ${title} ${'─'.repeat(Math.max(3, 76 - title.length))}`));
  for (const line of markdownLines(text)) out.say(line);
  out.say(out.style('dim', '─'.repeat(80)));
}
