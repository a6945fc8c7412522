import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../cli/errors.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import type { Output } from '../cli/output.ts';
import { changeFrom } from './change.ts';
import { examine } from './examine.ts';
import { reviewLines } from './render.ts';
import type { Report } from './report.ts';
import { summaryOf } from './summary.ts';

export interface ReviewOptions {
  /** A git ref, or undefined to review everything as it is. */
  base: string | undefined;
  'fail-on': string;
}

const FAIL_ON = ['error', 'warning', 'access'] as const;
type FailOn = (typeof FAIL_ON)[number];

/** Reviews everything below a folder. */
export async function review(root: string, options: ReviewOptions, out: Output): Promise<ExitCode> {
  const failOn = FAIL_ON.find((known) => known === options['fail-on']);
  if (failOn === undefined) throw new UserError(`--fail-on takes ${FAIL_ON.join(', ')}, not '${options['fail-on']}'`);
  if (failOn === 'access' && options.base === undefined) {
    throw new UserError('--fail-on access needs --base: access is gained from one state to another');
  }
  await requireFolder(root);
  const report = await reportOn(root, options.base);
  for (const line of reviewLines(report.findings, report.unresolved, report.summary)) out.say(line);
  const { findings, access, undecided, unresolved, summary, base } = report;
  out.document({ formatVersion: 1, findings, access, undecided, unresolved, summary, base });
  return exitCode(report, failOn);
}

async function reportOn(root: string, ref: string | undefined): Promise<Report> {
  const head = await examine(root);
  const change = ref === undefined ? null : await changeFrom(root, ref, head);
  const findings = change?.caused ?? head.findings;
  return {
    findings,
    access: change?.access.changes ?? [],
    undecided: change?.access.undecided ?? [],
    unresolved: head.reviewed.templates.flatMap((template) => template.unresolved),
    summary: summaryOf(head.reviewed, findings, head.findings.length - findings.length),
    base: change?.base ?? null,
    changedLines: change?.changedLines ?? null,
  };
}

/** Access that cannot be decided may be gained. */
function exitCode({ findings, access, undecided }: Report, failOn: FailOn): ExitCode {
  const isGained = failOn === 'access' && (undecided.length > 0 || access.some(({ change }) => change === 'gained'));
  const isFailing = findings.some(
    ({ severity, suppressed }) =>
      !suppressed && (severity === 'error' || (failOn === 'warning' && severity === 'warning')),
  );
  return isGained || isFailing ? EXIT.findings : EXIT.done;
}

async function requireFolder(root: string): Promise<void> {
  const found = await stat(join(root, '.')).catch(() => null);
  if (!found?.isDirectory()) throw new UserError(`there is no folder ${root}: name one with --root`);
}
