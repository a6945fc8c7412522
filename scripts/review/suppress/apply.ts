import type { Reviewed } from '../../access/model.ts';
import { inReportOrder, type ReviewFinding } from '../check.ts';
import type { ReportedFinding } from '../report.ts';
import { LONGEST_DAYS, lastDayFrom } from './calendar.ts';
import type { ReadSuppressions } from './entry.ts';
import { type Place, placesOf } from './places.ts';
import { problemOf, shown } from './problems.ts';
import { isSuppressible } from './rules.ts';
import type { Suppression } from './suppression.ts';
import { valueKey } from './value-key.ts';

/** A place of a finding that a suppression names by its rule and its file or resource. */
interface Candidate {
  finding: ReviewFinding;
  place: Place;
}

/**
 * Marks the findings that a suppression covers, and adds what is wrong with suppressions, in the order of file, line and
 * rule. A suppression is bound to the value that its finding points at: another value in the same statement is told.
 * When another element of that statement widens (a Resource becomes `*`, a Condition goes), the rule may say the same of
 * the same value and stays suppressed; the access that this adds is told as a change of access, which nothing suppresses.
 *
 * @param findings of the whole head, not only what a change caused: else a suppression of an older one looks unused
 * @param today YYYY-MM-DD, in UTC
 */
export function applySuppressions(
  findings: readonly ReviewFinding[],
  { suppressions, malformed }: ReadSuppressions,
  reviewed: Reviewed,
  today: string,
): ReportedFinding[] {
  const dated = suppressions.map((suppression) => ({ suppression, problem: datedProblem(suppression, today) }));
  const live = dated.filter(({ problem }) => problem === null).map(({ suppression }) => suppression);
  const { covered, problems } = cover(findings, live, reviewed);
  const told = [...malformed, ...dated.flatMap(({ problem }) => problem ?? []), ...problems];
  return [
    ...findings.map((finding) => ({ ...finding, suppressed: covered.has(finding) })),
    ...told.map((finding) => ({ ...finding, suppressed: false })),
  ].sort(inReportOrder);
}

function datedProblem(suppression: Suppression, today: string): ReviewFinding | null {
  const { expires, rule } = suppression;
  if (expires < today) {
    const message = `the suppression of ${rule} expired on ${expires}`;
    return problemOf(suppression, 'suppression-expired', message, 'mend what it covered, or decide on a later day');
  }
  if (expires <= lastDayFrom(today)) return null;
  const message = `the suppression of ${rule} lasts longer than ${LONGEST_DAYS} days`;
  const fix = `write a day up to ${lastDayFrom(today)} in expires`;
  return problemOf(suppression, 'suppression-malformed', message, fix);
}

interface Covering {
  suppression: Suppression;
  covers: Candidate[];
}

function cover(findings: readonly ReviewFinding[], live: readonly Suppression[], reviewed: Reviewed) {
  const rules = new Set(live.map(({ rule }) => rule).filter(isSuppressible));
  const places = placesOf(
    findings.filter(({ rule }) => rules.has(rule)),
    reviewed,
  );
  const { covering, problems } = match(live, places);
  const coveredPlaces = new Set(covering.flatMap(({ covers }) => covers.map(({ place }) => place)));
  const isOpen = (place: Place) => !coveredPlaces.has(place);
  const covered = new Set<ReviewFinding>();
  for (const [finding, all] of places) if (all.length > 0 && !all.some(isOpen)) covered.add(finding);
  const partly = covering.flatMap(({ suppression, covers }) => {
    if (covers.some(({ finding }) => covered.has(finding))) return [];
    const open = covers.flatMap(({ finding }) => places.get(finding) ?? []).find(isOpen);
    return open ? [inPart(suppression, open)] : [];
  });
  return { covered, problems: [...problems, ...partly] };
}

/** What each suppression is the first to cover. */
function match(live: readonly Suppression[], places: ReadonlyMap<ReviewFinding, readonly Place[]>) {
  const all = [...places].flatMap(([finding, of]) => of.map((place): Candidate => ({ finding, place })));
  const taken = new Set<Place>();
  const covering: Covering[] = [];
  const problems: ReviewFinding[] = [];
  for (const suppression of live) {
    const candidates = all.filter((one) => one.finding.rule === suppression.rule && isNamed(suppression, one));
    const fitting = candidates.filter(({ place }) => fits(suppression, place));
    const covers = fitting.filter(({ place }) => !taken.has(place));
    const isOne = new Set(fitting.map(({ place }) => place.identity)).size === 1;
    if (covers.length === 0) problems.push(unused(suppression, candidates, fitting));
    else if (!isOne) problems.push(ambiguous(suppression, fitting));
    else {
      covering.push({ suppression, covers });
      for (const { place } of covers) taken.add(place);
    }
  }
  return { covering, problems };
}

function isNamed({ writtenIn, file, logicalId }: Suppression, { finding, place: { owner } }: Candidate): boolean {
  if (writtenIn === 'resource') return owner?.template === file && owner.logicalId === logicalId;
  if (finding.file !== file) return false;
  // A document in a file of its own is named by it; in a template the resource must be named too.
  return logicalId === null ? owner?.template !== file : owner?.logicalId === logicalId;
}

function fits({ statement, value }: Suppression, place: Place): boolean {
  const isStatement = place.statements.length === 0 ? statement === null : place.statements.includes(statement ?? '');
  return isStatement && valueKey(value) === valueKey(place.value);
}

function unused(suppression: Suppression, candidates: Candidate[], fitting: Candidate[]): ReviewFinding {
  const { rule } = suppression;
  if (fitting.length > 0) {
    const message = `another suppression covers this finding of ${rule} already`;
    return problemOf(suppression, 'suppression-unused', message, 'remove this one');
  }
  const [near] = candidates;
  if (near === undefined) {
    const message = `there is no finding of ${rule} here to suppress`;
    return problemOf(
      suppression,
      'suppression-unused',
      message,
      'remove it, or correct which resource or file it names',
    );
  }
  const message = `no finding of ${rule} here has this statement and value`;
  const fix = `remove it; the finding in line ${near.finding.line} of ${near.finding.file} has ${termsOf(near.place)}`;
  return problemOf(suppression, 'suppression-unused', message, fix);
}

/** What a suppression of it would say. Values outside statements may be secrets: those are not repeated. */
function termsOf({ statements, value }: Place): string {
  const statement = statements.length === 0 ? 'no statement' : `statement: ${shown(statements.at(-1))}`;
  if (value === undefined) return `${statement} and no value`;
  return `${statement} and value: ${statements.length === 0 ? 'what stands there' : shown(value)}`;
}

/** An anchor, a loop or an included document can put what is written once into several statements. */
function inPart(suppression: Suppression, open: Place): ReviewFinding {
  const { rule } = suppression;
  const message = `the finding of ${rule} stands elsewhere as well, and is suppressed there by nothing`;
  const where = open.owner === null ? '' : ` at ${open.owner.logicalId} in ${open.owner.template}`;
  return problemOf(suppression, 'suppression-unused', message, `suppress it${where} too: ${termsOf(open)}`);
}

function ambiguous(suppression: Suppression, fitting: Candidate[]): ReviewFinding {
  const lines = [...new Set(fitting.map(({ finding }) => `${finding.file}:${finding.line}`))].slice(0, 5);
  const message = `the suppression of ${suppression.rule} fits several statements: ${lines.join(', ')}`;
  return problemOf(
    suppression,
    'suppression-malformed',
    message,
    'give each statement a Sid of its own and write it here',
  );
}
