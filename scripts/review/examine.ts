import { byPosition } from '../template/finding.ts';
import { checkAll, fingerprint, type ReviewFinding } from './check.ts';
import { own } from './layout.ts';
import type { Reviewed, Surroundings } from './model.ts';
import { readForReview } from './read/read.ts';
import type { ReportedFinding } from './report.ts';
import { RULES } from './rules/index.ts';
import { surroundingsOf } from './surroundings.ts';

export interface Examined {
  reviewed: Reviewed;
  surroundings: Surroundings;
  findings: readonly ReportedFinding[];
}

/** Reads everything below a folder that is its own and says what the rules find. */
export async function examine(root: string, adjust = (read: Reviewed) => read): Promise<Examined> {
  const reviewed = adjust(await own(root, await readForReview(root)));
  const surroundings = await surroundingsOf(root, reviewed);
  const found = [...checkAll(reviewed, RULES, surroundings), ...reviewed.unreadable.map(unreadable)];
  return {
    reviewed,
    surroundings,
    findings: found.map((finding) => ({ ...finding, suppressed: false })).sort(byPosition),
  };
}

/** A file that cannot be read has no statement; where it is and why stays the same while it is not mended. */
function unreadable(finding: Reviewed['unreadable'][number]): ReviewFinding {
  const { rule, file, message } = finding;
  return { ...finding, code: null, statement: null, fingerprint: fingerprint([rule, file, message]) };
}
