import type { Stage } from '../scenario.ts';

export interface Mail {
  from: string;
  to: string[];
  subject: string;
  text: string;
}

/** What the embedded SES keeps of a mail that was sent by its second API. */
interface KeptMail {
  Source: string;
  To: string[];
  CC: string[];
  BCC: string[];
  Subject: string;
  BodyText: string;
}

/** The mails that the account has sent, the oldest first; copies count as recipients. */
export async function mails({ endpoint, accountId }: Pick<Stage, 'endpoint' | 'accountId'>): Promise<Mail[]> {
  const answer = await fetch(`${endpoint}/_ministack/ses/messages?account=${accountId}`);
  const { messages } = (await answer.json()) as { messages: Record<string, KeptMail[]> };
  return (messages[accountId] ?? []).map(({ Source, To, CC, BCC, Subject, BodyText }) => {
    return { from: Source, to: [...To, ...CC, ...BCC], subject: Subject, text: BodyText };
  });
}
