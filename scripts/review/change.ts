import type { AccessChanges, UndecidedAccess } from '../access/changes.ts';
import type { Reviewed } from '../access/model.ts';
import { renamed } from '../access/pairs.ts';
import { isOfProject, projectIn } from '../access/project-in.ts';
import { isReviewed, LINK } from '../access/read/files-below.ts';
import { changesBetween, stateOf } from '../access/states.ts';
import { changedFiles } from '../git/changed-files.ts';
import { type ChangedLines, changedLines } from '../git/changed-lines.ts';
import { forkPoint } from '../git/commit.ts';
import { withFilesOf } from '../git/files.ts';
import { type Examined, examine, type Way } from './examine.ts';
import type { LiveReview } from './live/live.ts';
import type { Report, ReportedFinding } from './report.ts';
import { reviewerChanges } from './reviewer-changed.ts';
import type { SecondOpinion } from './second-opinion.ts';

export interface Change extends Pick<Report, 'base' | 'changedLines'> {
  access: AccessChanges;
  /** Of the head's, those that the base does not have. */
  caused: readonly ReportedFinding[];
  /** Of what reviews and deploys: found beside the head, so that nothing in the head suppresses them. */
  reviewer: readonly ReportedFinding[];
  live: LiveReview | null;
}

/** The code that functions are made of. */
const CODE = /\.[cm]?[jt]sx?$/;

/**
 * What the head does to the state that it started from.
 * @param ref where the change goes: a branch, a tag or a commit
 * @throws UserError when it is none of this repository
 */
export async function changeFrom(
  root: string,
  ref: string,
  head: Examined,
  way: Way,
  opinion: SecondOpinion | null,
): Promise<Change> {
  const commit = await forkPoint(root, ref);
  const [lines, files] = await Promise.all([changedLines(root, commit), changedFiles(root, commit)]);
  const reviewer = reviewerChanges(files, lines, projectIn(root));
  const isIgnored = isOfProject(root);
  const isRead = (path: string) => !isIgnored(path) && (isReviewed(path) || CODE.test(path));
  return withFilesOf(root, commit, isRead, async (folder) => {
    const base = await examine(folder, { ...way, adjust: (read) => renamed(read, head.reviewed) });
    const [before, after] = [await stateOf(folder, base.reviewed), await stateOf(root, head.reviewed)];
    const { changes, undecided } = changesBetween(before, after, head.surroundings);
    const unread = unreadIn(head.reviewed, base.reviewed, lines);
    const access = { changes, undecided: [...undecided, ...unread] };
    const live = opinion === null ? null : await opinion(head, base.reviewed, access);
    return { base: ref, changedLines: lines, access, caused: caused(base.findings, head.findings), reviewer, live };
  });
}

/** As often as the base has a finding it is not the change's; one that was suppressed there is, if it is no longer. */
function caused(before: readonly ReportedFinding[], now: readonly ReportedFinding[]): ReportedFinding[] {
  const left = new Map<string, number>();
  const keysOf = ({ fingerprint, suppressed }: ReportedFinding) =>
    suppressed ? [`${fingerprint} suppressed`, fingerprint] : [fingerprint];
  for (const finding of before) {
    const [key = ''] = keysOf(finding);
    left.set(key, (left.get(key) ?? 0) + 1);
  }
  return now.filter((finding) => {
    const key = keysOf(finding).find((one) => (left.get(one) ?? 0) > 0);
    if (key !== undefined) left.set(key, (left.get(key) ?? 0) - 1);
    return key === undefined;
  });
}

/** What the change wrote and nobody could read may give anything. */
function unreadIn(head: Reviewed, base: Reviewed, lines: ChangedLines): UndecidedAccess[] {
  const links = head.ignored.filter(({ file, reason }) => reason === LINK && lines.has(file));
  const known = new Set(base.unreadable.map(({ file, message }) => `${file} ${message}`));
  const files = head.unreadable
    .filter(({ file, message, severity }) => severity === 'error' && !known.has(`${file} ${message}`))
    .map(({ file, message }) => ({ file, reason: message }));
  return [...links, ...files].map(({ file, reason }) => ({
    principal: file,
    reason: `it is not read: ${reason}`,
    actions: ['*'],
    resources: ['*'],
  }));
}
