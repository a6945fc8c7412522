import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { accessAdvice } from './access-advice.ts';
import type { AwsClients } from './clients.ts';

export interface CallerIdentity {
  /** Twelve digits. */
  accountId: string;
  arn: string;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  partition: string;
}

/** Who the credentials belong to. Throws a UserError when there are none, they have expired or AWS is out of reach. */
export async function callerIdentity(clients: Pick<AwsClients, 'sts' | 'endpoint'>): Promise<CallerIdentity> {
  const answer = await clients.sts.send(new GetCallerIdentityCommand({})).catch((error: unknown) => {
    throw accessAdvice(error, clients.endpoint) ?? error;
  });
  const { Account: accountId, Arn: arn } = answer;
  const partition = arn?.split(':')[1];
  if (!accountId || !arn || !partition) throw new Error(`sts:GetCallerIdentity answered without an account: ${arn}`);
  return { accountId, arn, partition };
}
