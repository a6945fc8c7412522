import type { ScanManifest } from '../shared/backup/manifest.ts';
import { failedNotice, savedNotice } from '../shared/backup/notice.ts';
import { mailNotice } from '../shared/backup/send-notice.ts';
import type { Surroundings } from './clients.ts';

type Outcome = { place: string; manifest: ScanManifest } | { place: string; reason: string };

const NEXT =
  'a backup without a manifest is none: start it again, or use npm run backup, which goes on where it was cut off';

/** Tells the one address. A mail that fails leaves the backup as it is. @returns `sent`, `none`, or why not */
export async function tellOf({ ses, settings, logger }: Surroundings, outcome: Outcome): Promise<string> {
  const { mail, table } = settings;
  if (mail === null) return 'none';
  const notice =
    'manifest' in outcome
      ? savedNotice(outcome.place, outcome.manifest)
      : failedNotice(table, outcome.place, outcome.reason, NEXT);
  try {
    await mailNotice(ses, mail.from, mail.to, notice);
    return 'sent';
  } catch (error) {
    logger.error('the notice could not be mailed', error as Error);
    return `not sent: ${(error as Error).name}`;
  }
}
