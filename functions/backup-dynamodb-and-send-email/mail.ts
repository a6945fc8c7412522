import { setTimeout as sleep } from 'node:timers/promises';
import { failedNotice, type Notice, savedNotice } from '../shared/backup/notice.ts';
import type { Backup } from '../shared/backup/scan/backup.ts';
import { mailNotice } from '../shared/backup/send-notice.ts';
import type { Surroundings } from './surroundings.ts';

/** What to do about a failure. */
const NEXT =
  'a backup without a manifest is none: start it again, or use npm run backup, which may take as long as it needs';

/** Milliseconds after which a mail counts as not sent. */
const PATIENCE_MS = 10_000;

export function mailSaved(around: Surroundings, { place, manifest }: Backup): Promise<string> {
  return mailed(around, savedNotice(place, manifest));
}

export function mailFailed(around: Surroundings, place: string, reason: string): Promise<string> {
  return mailed(around, failedNotice(around.settings.table, place, reason, NEXT));
}

/** A backup is what it is, whether its mail arrives or not. @returns `sent`, `none`, or `not sent: <why>` */
async function mailed({ ses, settings: { mail }, logger }: Surroundings, notice: Notice): Promise<string> {
  if (mail === null) return 'none';
  const patience = new AbortController();
  try {
    const late = sleep(PATIENCE_MS, undefined, { signal: patience.signal }).then(() => {
      throw Object.assign(new Error(`SES gave no answer within ${PATIENCE_MS} ms`), { name: 'Timeout' });
    });
    await Promise.race([mailNotice(ses, mail.from, mail.to, notice), late]);
    return 'sent';
  } catch (error) {
    logger.error('the notice could not be mailed', error as Error);
    return `not sent: ${(error as Error).name}`;
  } finally {
    patience.abort();
  }
}
