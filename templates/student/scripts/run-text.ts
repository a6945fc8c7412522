import { bytesText, clipped, count } from './format.ts';
import type { Run } from './shapes.ts';

const UNKNOWN = 'not known';
/** Characters. Keys of S3 have 1,024 bytes, and there are others before them. */
const LONGEST = 1_200;

export function progressText({ items, expected }: Run): string {
  // DynamoDB's count is hours old: more may be there.
  const about = expected > items ? ` of about ${expected.toLocaleString('en')}` : '';
  return `The backup runs: ${count(items, 'student', 'students')}${about} so far.`;
}

export function doneText({ items }: Run): string {
  return `The backup is done: ${count(items, 'student', 'students')}.`;
}

export function failureText({ error, mail }: Run): string {
  const reason = clipped(error ?? 'no reason is known', 500).replace(/\.$/, '');
  return `The backup failed: ${reason}. Mail: ${mailText(mail)}.`;
}

/** One backup runs at a time: who asks meanwhile gets that one, whatever they asked for. */
export function joinedText({ format }: Run, asked: string): string {
  if (format === null || format === asked) return '';
  return `It was running already, as ${format.toUpperCase()}: that one is shown.`;
}

/** What a person may want to keep of a backup, by name. */
export function factsOf({ items, format, bytes, digest, place, mail }: Run): [name: string, value: string][] {
  return [
    ['Students', items.toLocaleString('en')],
    ['Format', format?.toUpperCase() ?? UNKNOWN],
    ['Size', bytes === null ? UNKNOWN : `${bytesText(bytes)}, compressed`],
    ['Checksum', clipped(digest ?? UNKNOWN, LONGEST)],
    ['Place', clipped(place ?? UNKNOWN, LONGEST)],
    ['Mail', mailText(mail)],
  ];
}

function mailText(mail: string | null): string {
  if (mail === 'none') return 'none, because no address is set';
  return clipped(mail ?? UNKNOWN, 300);
}
