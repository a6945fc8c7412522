import type { Manifest } from '../../functions/shared/backup/manifest.ts';
import { consistencyText, storedBytes } from '../../functions/shared/backup/told.ts';
import { bytesText, count, duration } from '../tables/progress.ts';

/** What a person wants to know of a backup that is done. */
export function savedLines(place: string, manifest: Manifest): string[] {
  const bytes = storedBytes(manifest);
  const seconds = (Date.parse(manifest.endedAt) - Date.parse(manifest.startedAt)) / 1000;
  const size = bytes === null ? '' : `, ${bytesText(bytes)} compressed`;
  const resumed =
    manifest.engine === 'scan' && manifest.resumed > 0 ? `, taken up again ${times(manifest.resumed)}` : '';
  return [
    `saved ${count(manifest.items)} items of ${manifest.table.name} in ${duration(seconds)}${size}${resumed}`,
    `backup: ${place}`,
    ...(manifest.engine === 'scan' ? [`digest: ${manifest.digest}`] : []),
    `shows: ${consistencyText(manifest)}`,
    `prove it: npm run verify-backup -- --from ${place}`,
  ];
}

function times(number: number): string {
  return number === 1 ? 'once' : `${number} times`;
}
