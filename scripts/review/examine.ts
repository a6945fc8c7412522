import { readOwn } from '../access/layout.ts';
import type { Reviewed } from '../access/model.ts';
import { fingerprint } from '../access/policy-finding.ts';
import { checkAll, type ReviewFinding } from './check.ts';
import type { Surroundings } from './model.ts';
import type { ReportedFinding } from './report.ts';
import { RULES } from './rules/index.ts';
import { applySuppressions } from './suppress/apply.ts';
import { readSuppressions } from './suppress/read.ts';
import { surroundingsOf } from './surroundings.ts';

export interface Examined {
  reviewed: Reviewed;
  surroundings: Surroundings;
  /** In the order of file, line, rule. */
  findings: readonly ReportedFinding[];
}

export interface Way {
  /** YYYY-MM-DD in UTC: suppressions expire. */
  today: string;
  /** Stops it between its steps: what a change starts from is laid out in a temporary folder. */
  signal?: AbortSignal;
  /** Changes what was read before it is reviewed. */
  adjust?: (read: Reviewed) => Reviewed;
}

/** Reads everything below a folder that is its own and says what the rules find. */
export async function examine(root: string, { today, signal, adjust = (read) => read }: Way): Promise<Examined> {
  const reviewed = adjust(await readOwn(root));
  signal?.throwIfAborted();
  const surroundings = await surroundingsOf(root, reviewed);
  const found = [...checkAll(reviewed, RULES, surroundings), ...reviewed.unreadable.map(unreadable)];
  const findings = applySuppressions(found, await readSuppressions(root, reviewed), reviewed, today);
  signal?.throwIfAborted();
  return { reviewed, surroundings, findings };
}

/** A file that cannot be read has no statement; where it is and why stays the same while it is not mended. */
function unreadable(finding: Reviewed['unreadable'][number]): ReviewFinding {
  const { rule, file, message, severity } = finding;
  const code = severity === 'error' && file.toLowerCase().endsWith('.json') ? 'JSON_SYNTAX_ERROR' : null;
  return { ...finding, code, statement: null, fingerprint: fingerprint([rule, file, message]) };
}
