import type { Manifest } from './manifest.ts';
import { consistencyText, storedBytes } from './told.ts';

/** What a person is told of a backup, by mail or by a topic. */
export interface Notice {
  subject: string;
  text: string;
}

export function savedNotice(place: string, manifest: Manifest): Notice {
  const bytes = storedBytes(manifest);
  return {
    subject: subjectOf(`Backup of ${manifest.table.name}: ${manifest.items} items saved`),
    text: lines([
      ['Table', manifest.table.arn],
      ['Backup', place],
      ['Items', String(manifest.items)],
      ['Size', bytes === null ? 'not known' : `${bytes} bytes, compressed`],
      ['Format', manifest.format],
      ['Checksum', manifest.engine === 'scan' ? `${manifest.digest} (SHA-256 over all items)` : manifest.exportArn],
      ['Began', manifest.startedAt],
      ['Ended', manifest.endedAt],
      ['Shows', consistencyText(manifest)],
    ]),
  };
}

const GO_ON =
  'a backup without a manifest is none: run the same command again without --new, and it goes on where this one stopped';

/**
 * @param reason one line, without data of the table
 * @param next what to do now
 */
export function failedNotice(table: string, place: string, reason: string, next = GO_ON): Notice {
  return {
    subject: subjectOf(`Backup of ${table} failed`),
    text: lines([
      ['Table', table],
      ['Backup', place],
      ['Failed', reason],
      ['Next', next],
    ]),
  };
}

function lines(fields: readonly [name: string, value: string][]): string {
  return `${fields.map(([name, value]) => `${name}: ${value}`).join('\n')}\n`;
}

/** SNS takes 100 ASCII characters without line breaks (API reference, Publish). */
function subjectOf(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 100);
}
