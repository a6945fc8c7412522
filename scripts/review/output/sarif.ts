import { audienceOf } from '../../access/audience.ts';
import type { AccessChange } from '../../access/changes.ts';
import { fingerprint } from '../../access/policy-finding.ts';
import { accessTexts } from '../../access/tell/access-texts.ts';
import { plain } from '../../cli/plain.ts';
import type { Position } from '../../template/source.ts';
import type { Explained } from '../explain.ts';
import type { Report, ReportedFinding } from '../report.ts';
import { mostUrgentFirst } from './order.ts';
import { GAINED_ACCESS, LEVELS, type Level, rulesOf } from './sarif-rules.ts';

export interface Tool {
  /** Semantic version. */
  version: string;
  /** Where the holder of policies is written: an `AccessChange` does not know. */
  locate(principal: string): Position | null;
}

interface Told {
  rule: string;
  level: Level;
  text: string;
  at: Position;
  fingerprint: string;
  suppressions: typeof SUPPRESSED | [];
}

/** Both the `Metadata` of a template and the file of suppressions are under version control. */
const SUPPRESSED = [{ kind: 'inSource' }] as const;

/** Of a run GitHub takes no more, and shows the 5,000 that are most severe ("SARIF support for code scanning"). */
const MOST = 25_000;

/**
 * SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * @param rules all rules of the review, whether they found something or not
 */
export function sarif(report: Report, rules: readonly Explained[], tool: Tool): object {
  const gained = report.access.filter(({ change }) => change === 'gained');
  const placed = gained.map((change) => ({ change, at: tool.locate(change.principal) }));
  const all = [
    ...placed.flatMap(({ change, at }) => (at === null ? [] : [ofGain(change, at)])),
    ...report.findings.map(ofFinding),
  ];
  const told = all.length > MOST ? shortened(report, all) : all;
  const descriptors = rulesOf(rules, report.findings);
  const places = new Map(descriptors.map(({ id }, place) => [id, place]));
  const unplaced = placed.flatMap(({ change, at }) => (at === null ? [gainText(change)] : []));
  const left = all.length - told.length;
  const notes = [...unplaced, ...(left > 0 ? [`${left} results are left out: GitHub takes ${MOST} of a run`] : [])];
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Stackwarden', semanticVersion: tool.version, rules: descriptors } },
        invocations: [invocation(notes)],
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The folder that is reviewed.' } } },
        columnKind: 'utf16CodeUnits',
        results: results(told, places),
      },
    ],
  };
}

function ofFinding(finding: ReportedFinding): Told {
  const { rule, severity, message, fix, file, line, column, suppressed } = finding;
  const at = { file, line, column };
  const text = `${message}; ${fix}`;
  return {
    rule,
    level: LEVELS[severity],
    text,
    at,
    fingerprint: finding.fingerprint,
    suppressions: suppressed ? SUPPRESSED : [],
  };
}

function ofGain(change: AccessChange, at: Position): Told {
  const { actions, resources, principals } = accessTexts(change);
  const same = fingerprint([
    GAINED_ACCESS,
    change.principal,
    ...[actions, resources, principals].map((all) => all.join()),
  ]);
  return {
    rule: GAINED_ACCESS,
    level: 'warning',
    text: gainText(change),
    at,
    fingerprint: same,
    suppressions: [],
  };
}

function gainText(change: AccessChange): string {
  const { actions, resources, principals, request } = accessTexts(change);
  const by = principals.length > 0 ? ` by ${principals.join(', ')}` : '';
  const audience = audienceOf(change) === 'public' ? ' (public)' : '';
  return `${change.principal} gains ${actions.join(', ')} on ${resources.join(', ')}${by}${audience}; as in ${request}`;
}

/** Gained access stays, then the findings that matter most. */
function shortened(report: Report, all: readonly Told[]): Told[] {
  const gained = all.filter(({ rule }) => rule === GAINED_ACCESS);
  return [...gained, ...mostUrgentFirst(report, report.findings).map(ofFinding)].slice(0, MOST);
}

/** What has no place in a file is told of the run: GitHub refuses results without one. */
function invocation(notes: readonly string[]): object {
  return {
    executionSuccessful: true,
    ...(notes.length > 0 && {
      toolExecutionNotifications: notes.map((text) => ({ level: 'warning', message: { text: messageText(text) } })),
    }),
  };
}

function results(told: readonly Told[], places: ReadonlyMap<string, number>): object[] {
  const seen = new Map<string, number>();
  return told.map(({ rule, level, text, at, fingerprint: same, suppressions }) => {
    // As GitHub counts lines that are alike: a fingerprint names one result of a file.
    const key = JSON.stringify([rule, at.file, same]);
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return {
      ruleId: rule,
      ruleIndex: places.get(rule) ?? -1,
      level,
      message: { text: messageText(text) },
      locations: [location(at)],
      partialFingerprints: { primaryLocationLineHash: `${same}:${count}` },
      suppressions,
    };
  });
}

function location({ file, line, column }: Position): object {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(file), uriBaseId: '%SRCROOT%' },
      region: { startLine: line, startColumn: column },
    },
  };
}

function uriOf(file: string): string {
  return file
    .replace(/\p{Cs}/gu, '\uFFFD')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
}

/** In a message `[text](place)` is a link (3.11.6). */
function messageText(text: string): string {
  return plain(text).replaceAll('](', '] (');
}
