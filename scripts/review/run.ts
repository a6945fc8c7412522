import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../cli/errors.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import type { Output } from '../cli/output.ts';
import { byPosition, type Severity } from '../template/finding.ts';
import { checkAll, fingerprint, type ReviewFinding } from './check.ts';
import { own } from './layout.ts';
import { readForReview } from './read/read.ts';
import { reviewLines } from './render.ts';
import { RULES } from './rules/index.ts';
import { summaryOf } from './summary.ts';
import { surroundingsOf } from './surroundings.ts';

const SEVERITIES: readonly Severity[] = ['error', 'warning'];

/** Reviews everything below a folder. */
export async function review(root: string, failOn: string, out: Output): Promise<ExitCode> {
  const least = SEVERITIES.find((severity) => severity === failOn);
  if (least === undefined) throw new UserError(`--fail-on takes error or warning, not '${failOn}'`);
  await requireFolder(root);
  const reviewed = await own(root, await readForReview(root));
  const surroundings = await surroundingsOf(root, reviewed);
  const findings = [...checkAll(reviewed, RULES, surroundings), ...reviewed.unreadable.map(unreadable)].sort(
    byPosition,
  );
  const unresolved = reviewed.templates.flatMap((template) => template.unresolved);
  const summary = summaryOf(reviewed, findings);
  for (const line of reviewLines(findings, unresolved, summary)) out.say(line);
  out.document({
    formatVersion: 1,
    findings: findings.map((finding) => ({ ...finding, suppressed: false })),
    access: [],
    unresolved,
    summary,
  });
  const failing = SEVERITIES.slice(0, SEVERITIES.indexOf(least) + 1);
  return findings.some(({ severity }) => failing.includes(severity)) ? EXIT.findings : EXIT.done;
}

async function requireFolder(root: string): Promise<void> {
  const found = await stat(join(root, '.')).catch(() => null);
  if (!found?.isDirectory()) throw new UserError(`there is no folder ${root}: name one with --root`);
}

/** A file that cannot be read has no statement; where it is and why stays the same while it is not mended. */
function unreadable(finding: Omit<ReviewFinding, 'code' | 'statement' | 'fingerprint'>): ReviewFinding {
  const { rule, file, message } = finding;
  return { ...finding, code: null, statement: null, fingerprint: fingerprint([rule, file, message]) };
}
