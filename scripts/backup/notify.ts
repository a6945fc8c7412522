import type { Manifest } from '../../functions/shared/backup/manifest.ts';
import { failedNotice, type Notice, savedNotice } from '../../functions/shared/backup/notice.ts';
import { mailNotice, publishNotice } from '../../functions/shared/backup/send-notice.ts';
import { annotate, connectionOf } from '../aws/clients.ts';
import { messageOf, UserError } from '../cli/errors.ts';
import { plain } from '../cli/plain.ts';
import type { TableClients } from '../tables/clients.ts';
import { toldFailure } from '../tables/failure.ts';

export interface NoticeTargets {
  mail: { from: string; to: string } | null;
  /** An ARN. */
  topic: string | null;
}

interface Given {
  'mail-from': string | undefined;
  'mail-to': string | undefined;
  topic: string | undefined;
}

/** @throws UserError for half an address pair, or a topic that is no ARN */
export function noticeTargets({ 'mail-from': from, 'mail-to': to, topic }: Given): NoticeTargets {
  if ((from === undefined) !== (to === undefined)) throw new UserError('--mail-from and --mail-to go together');
  for (const [option, address] of Object.entries({ '--mail-from': from, '--mail-to': to })) {
    if (address !== undefined && !/^[^\s@<>,;]+@[^\s@<>,;]+$/.test(address)) {
      throw new UserError(`${option} takes one mail address, not '${address}'`);
    }
  }
  if (topic !== undefined && !/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w.-]+$/.test(topic))
    throw new UserError('--topic takes the ARN of an SNS topic');
  return { mail: from !== undefined && to !== undefined ? { from, to } : null, topic: topic ?? null };
}

export type Ended = { place: string; manifest: Manifest } | { table: string; place: string; reason: string };

/** Tells how a backup ended. @returns what could not be told, a line each: a notice that fails is no failed backup */
export async function notify(clients: TableClients, { mail, topic }: NoticeTargets, ended: Ended): Promise<string[]> {
  const notice =
    'manifest' in ended
      ? savedNotice(ended.place, ended.manifest)
      : failedNotice(ended.table, ended.place, ended.reason);
  const told = [
    mail && attempt(`the mail to ${mail.to}`, clients, () => sendMail(clients, mail, notice)),
    topic && attempt(`the message to ${topic}`, clients, () => sendToTopic(clients, topic, notice)),
  ];
  return (await Promise.all(told)).filter((line) => line !== null && line !== '') as string[];
}

async function attempt(what: string, clients: TableClients, send: () => Promise<void>): Promise<string | null> {
  try {
    await send();
    return null;
  } catch (error) {
    // Whatever it is: the backup is there, and its document has to say so.
    return `${what} was not sent: ${toldFailure(error, clients)?.line ?? plain(messageOf(error))}`;
  }
}

// Most backups need neither, so even the modules wait until they are asked for.
async function sendMail(
  clients: TableClients,
  { from, to }: { from: string; to: string },
  notice: Notice,
): Promise<void> {
  const { SESv2Client } = await import('@aws-sdk/client-sesv2');
  const ses = new SESv2Client({ ...connectionOf(clients), maxAttempts: 5 });
  annotate(ses, 'ses');
  await mailNotice(ses, from, to, notice);
}

async function sendToTopic(clients: TableClients, topic: string, notice: Notice): Promise<void> {
  const { SNSClient } = await import('@aws-sdk/client-sns');
  const region = topic.split(':')[3] ?? clients.region;
  const sns = new SNSClient({ ...connectionOf(clients), region, maxAttempts: 5 });
  annotate(sns, 'sns');
  await publishNotice(sns, topic, notice);
}
