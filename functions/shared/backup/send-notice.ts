import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Notice } from './notice.ts';

/** @param to one address: a role may be allowed to write to just this one (`ses:Recipients`) */
export async function mailNotice(ses: SESv2Client, from: string, to: string, { subject, text }: Notice): Promise<void> {
  const Simple = { Subject: { Data: subject, Charset: 'UTF-8' }, Body: { Text: { Data: text, Charset: 'UTF-8' } } };
  await ses.send(
    new SendEmailCommand({ FromEmailAddress: from, Destination: { ToAddresses: [to] }, Content: { Simple } }),
  );
}

export async function publishNotice(sns: SNSClient, topic: string, { subject, text }: Notice): Promise<void> {
  await sns.send(new PublishCommand({ TopicArn: topic, Subject: subject, Message: text }));
}
