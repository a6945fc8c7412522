import { plain } from '../../cli/plain.ts';
import { damagedExportText } from '../native/verify-export.ts';
import { count } from '../progress.ts';
import type { KeyProblem, PartCheck, Whole } from './findings.ts';
import type { AnyFinding } from './verify.ts';

type TextOf = { [K in AnyFinding['kind']]: (finding: Extract<AnyFinding, { kind: K }>) => string };

const TEXTS: TextOf = {
  'part-missing': ({ part }) => `${part} is missing`,
  'part-damaged': ({ part, checks, bytes }) =>
    `${part} is damaged: ${checks.map((check) => CHECKS[check](bytes)).join(', ')}`,
  'export-part-damaged': damagedExportText,
  'items-differ': ({ of, recorded, found }) =>
    `${wholeText(of)} has ${count(found)} items, and ${count(recorded)} were saved`,
  'digest-differs': ({ of }) => `the items of ${wholeText(of)} are not the ones that were saved: their digest differs`,
  'stray-file': ({ file }) => `${file} is none of this backup's files: take it away, ImportTable would read it`,
  'key-twice': ({ items, keys }) =>
    `${count(items)} ${items === 1 ? 'item has' : 'items have'} the key of another one: ${keys.join(', ')}${
      items > keys.length ? ', …' : ''
    }`,
  'key-wrong': ({ part, items, first: { at, attribute, problem } }) =>
    `${part} has ${count(items)} ${items === 1 ? 'item' : 'items'} without a proper key: in item ${at}, ${attribute} is ${PROBLEMS[problem]}`,
};

const CHECKS: Record<PartCheck, (bytes: { recorded: number; found: number }) => string> = {
  size: ({ recorded, found }) => `it has ${count(found)} bytes, and ${count(recorded)} were written`,
  sha256: () => 'its SHA-256 is another one',
  unpack: () => 'it cannot be unpacked',
  items: () => 'its text is not that of items',
  read: () => 'two readings of it differ',
};

const PROBLEMS: Record<KeyProblem, string> = { absent: 'absent', 'of-another-type': 'of another type than the key' };

/** One line. */
export function findingText<K extends AnyFinding['kind']>(finding: Extract<AnyFinding, { kind: K }>): string {
  return plain((TEXTS[finding.kind as K] as (one: typeof finding) => string)(finding));
}

function wholeText(of: Whole): string {
  if (of === 'backup') return 'the whole backup';
  return 'part' in of ? of.part : `segment ${of.segment}`;
}
