import { stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { type Copy, copiesOf, writeCopy } from '../cli/copies.ts';
import { UserError } from '../cli/errors.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import type { Output } from '../cli/output.ts';
import { type Change, changeFrom } from './change.ts';
import { inReportOrder } from './check.ts';
import { type Examined, examine } from './examine.ts';
import type { LiveReview } from './live/live.ts';
import { jsonDocument } from './output/json.ts';
import { formOf, isReviewFormat, REVIEW_FORMATS, type ReviewFormat, type Reviewing } from './output/outputs.ts';
import type { Report } from './report.ts';
import { REVIEWER_CHANGED } from './reviewer-changed.ts';
import { secondOpinion } from './second-opinion.ts';
import { summaryOf } from './summary.ts';

export interface ReviewOptions {
  /** A git ref, or undefined to review everything as it is. */
  base: string | undefined;
  'fail-on': string;
  /** `FORMAT=FILE`, beside what goes to stdout. */
  write: string[];
  /** Whether AWS is asked as well, and of which environment what is deployed. */
  live: boolean;
  environment: string | undefined;
}

/** What the command is given beside its options. */
interface Surface {
  out: Output;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

const FAIL_ON = ['error', 'warning', 'access'] as const;
type FailOn = (typeof FAIL_ON)[number];

/** Reviews everything below a folder. */
export async function review(root: string, options: ReviewOptions, { out, env, signal }: Surface): Promise<ExitCode> {
  const failOn = FAIL_ON.find((known) => known === options['fail-on']);
  if (failOn === undefined)
    throw new UserError(`--fail-on takes error, warning or access, not '${options['fail-on']}'`);
  if (failOn === 'access' && options.base === undefined) {
    throw new UserError('--fail-on access needs --base: access is gained from one state to another');
  }
  if (options.environment !== undefined && !options.live) {
    throw new UserError('--environment needs --live: it names the stacks that are read back from AWS');
  }
  const copies = copiesOf(options.write, REVIEW_FORMATS);
  await requireFolder(root);
  const opinion = options.live ? await secondOpinion(root, options.environment, env) : null;
  const way = { today: new Date().toISOString().slice(0, 10), signal };
  const head = await examine(root, way);
  const change = options.base === undefined ? null : await changeFrom(root, options.base, head, way, opinion);
  const live = change === null ? ((await opinion?.(head, null, null)) ?? null) : change.live;
  for (const note of live?.notes ?? []) out.warn(note);
  const report = reportOn(head, change, live);
  await tell(report, { root, head, style: out.style, prefix: prefixIn(env.GITHUB_WORKSPACE, root) }, copies, out);
  return exitCode(report, failOn);
}

function reportOn(head: Examined, change: Change | null, live: LiveReview | null): Report {
  const own = change?.caused ?? head.findings;
  const findings = [
    ...own,
    ...(change?.reviewer ?? []),
    ...(live?.findings ?? []).map((finding) => ({ ...finding, suppressed: false })),
  ];
  return {
    findings: findings.sort(inReportOrder),
    access: change?.access.changes ?? [],
    undecided: change?.access.undecided ?? [],
    unresolved: head.reviewed.templates.flatMap((template) => template.unresolved),
    summary: summaryOf(head.reviewed, findings, head.findings.length - own.length),
    base: change?.base ?? null,
    changedLines: change?.changedLines ?? null,
  };
}

async function tell(
  report: Report,
  reviewing: Reviewing,
  copies: readonly Copy<ReviewFormat>[],
  out: Output,
): Promise<void> {
  for (const { format, file } of copies) {
    await writeCopy(reviewing.root, file, await formOf(format, report, { ...reviewing, style: (_, text) => text }));
  }
  if (out.format === 'json') return out.document(jsonDocument(report));
  if (!isReviewFormat(out.format)) return;
  const form = await formOf(out.format, report, reviewing);
  if (out.format !== 'text') return out.print(form);
  for (const line of form.replace(/\n$/, '').split('\n')) out.say(line);
}

/** GitHub knows files by their place in the workspace, which the root may be a folder of. */
function prefixIn(workspace: string | undefined, root: string): string {
  const path = workspace ? relative(workspace, root).replaceAll(sep, '/') : '';
  return path === '' || path.startsWith('..') || isAbsolute(path) ? '' : `${path}/`;
}

/** Access that cannot be decided may be gained. */
function exitCode({ findings, access, undecided }: Report, failOn: FailOn): ExitCode {
  const isGained = failOn === 'access' && (undecided.length > 0 || access.some(({ change }) => change === 'gained'));
  // Who changes the reviewer is told, and cannot do anything about it: a code owner can.
  const isFailing = findings.some(
    ({ rule, severity, suppressed }) =>
      !suppressed &&
      (severity === 'error' || (failOn === 'warning' && severity === 'warning' && rule !== REVIEWER_CHANGED)),
  );
  return isGained || isFailing ? EXIT.findings : EXIT.done;
}

async function requireFolder(root: string): Promise<void> {
  const found = await stat(join(root, '.')).catch(() => null);
  if (!found?.isDirectory()) throw new UserError(`there is no folder ${root}: name one with --root`);
}
