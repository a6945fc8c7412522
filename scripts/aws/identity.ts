import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { UserError } from '../cli/errors.ts';
import { plain } from '../cli/plain.ts';
import { accessAdvice } from './access-advice.ts';
import type { AwsClients } from './clients.ts';
import { awsFailure, describeFailure } from './errors.ts';

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
    throw accessAdvice(error, clients.endpoint) ?? refused(error);
  });
  const { Account: accountId, Arn: arn } = answer;
  const partition = arn?.split(':')[1];
  if (accountId && arn && partition) return { accountId, arn, partition };
  const where = clients.endpoint ?? 'AWS';
  throw new UserError(
    `${where} answered sts:GetCallerIdentity without an account: check the network and proxy settings`,
  );
}

function refused(error: unknown): unknown {
  const failure = awsFailure(error);
  if (!failure) return error;
  return new UserError(plain(`cannot find out whose credentials these are: ${describeFailure(failure)}`), {
    cause: error,
  });
}
