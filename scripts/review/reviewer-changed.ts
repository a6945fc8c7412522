import { fingerprint } from '../access/policy-finding.ts';
import type { ChangedLines } from '../git/changed-lines.ts';
import type { ReportedFinding } from './report.ts';

export const REVIEWER_CHANGED = 'reviewer-changed';

/** Folders whose files review, plan and deploy. */
const FOLDERS = ['scripts', '.github', '.ci'];

/** Files beside them that decide what runs there, and with which packages and settings. */
const FILES = new Set([
  ...['package.json', 'package-lock.json', 'requirements.txt', 'requirements.in', 'tsconfig.json', 'biome.json'],
  ...['.npmrc', '.gitattributes', 'CODEOWNERS', 'docs/CODEOWNERS'],
]);

const BESIDE = 'at the top level';

/**
 * What a change does to that which reviews it: a finding for each folder, and one for the files beside them. The review
 * that counts runs with the scripts of the base, to which these files are text.
 * @param files all that the change wrote or took away
 * @param project where a repository of other people has this project, or null
 */
export function reviewerChanges(
  files: readonly string[],
  lines: ChangedLines,
  project: string | null = null,
): ReportedFinding[] {
  const areas = new Map<string, string[]>();
  for (const file of files) {
    const area = areaOf(file, project);
    if (area !== null) areas.set(area, [...(areas.get(area) ?? []), file]);
  }
  return [...areas].map(([area, changed]) => finding(area, changed, lines));
}

/** Null for a file that is reviewed, or has nothing to do with reviews. */
function areaOf(file: string, project: string | null): string | null {
  const folder = [...FOLDERS, ...(project === null ? [] : [project])].find(
    (name) => file === name || file.startsWith(`${name}/`),
  );
  if (folder !== undefined) return `in ${folder}/`;
  // In any folder: which files a pull request's page shows, and what Git makes of them.
  return FILES.has(file) || file.endsWith('/.gitattributes') ? BESIDE : null;
}

function finding(area: string, files: readonly string[], lines: ChangedLines): ReportedFinding {
  // A file that has lines, so that an annotation has a place; what was deleted has none.
  const file = files.find((one) => (lines.get(one)?.size ?? 0) > 0) ?? files[0] ?? '';
  const message = `the change is ${area} as well, in what reviews and deploys: ${listed(files)}`;
  return {
    ...{ rule: REVIEWER_CHANGED, code: null, severity: 'warning', suppressed: false, message, file },
    ...{ line: [...(lines.get(file) ?? [])][0] ?? 1, column: 1, logicalId: null, statement: null },
    fix: "have a code owner look at these by hand: the review that counts ran with the base's scripts",
    fingerprint: fingerprint([REVIEWER_CHANGED, area]),
  };
}

const SHOWN = 10;
const LONGEST_NAME = 100;

function listed(files: readonly string[]): string {
  const more = files.length > SHOWN ? ` and ${files.length - SHOWN} more` : '';
  return `${files.slice(0, SHOWN).map(named).join(', ')}${more}`;
}

/** A name that could be read as more than one, or as words of ours, stands in quotes. */
function named(file: string): string {
  const text = file.length > LONGEST_NAME ? `${file.slice(0, LONGEST_NAME)}…` : file;
  return /^[\w./@+…-]+$/.test(text) ? text : JSON.stringify(text);
}
