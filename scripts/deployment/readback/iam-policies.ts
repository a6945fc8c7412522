import { GetPolicyCommand, GetPolicyVersionCommand } from '@aws-sdk/client-iam';
import type { Answer, Asking } from './asking.ts';
import type { LiveClients } from './clients.ts';

/** The documents of managed policies as they are now, by ARN; null: AWS does not tell. */
export type ManagedPolicies = (arn: string) => Promise<Answer<unknown>>;

/** Asks for each policy once, AWS's own ones too. */
export function managedPolicies({ iam }: Pick<LiveClients, 'iam'>, { ask }: Asking): ManagedPolicies {
  const known = new Map<string, Promise<Answer<unknown>>>();
  const read = async (PolicyArn: string): Promise<Answer<unknown>> => {
    const found = await ask('iam:GetPolicy', PolicyArn, () => iam.send(new GetPolicyCommand({ PolicyArn })));
    const VersionId = found?.value.Policy?.DefaultVersionId;
    if (VersionId === undefined) return null;
    const command = new GetPolicyVersionCommand({ PolicyArn, VersionId });
    const version = await ask('iam:GetPolicyVersion', PolicyArn, () => iam.send(command));
    return version && { value: documentIn(version.value.PolicyVersion?.Document) };
  };
  return (arn) => {
    const answer = known.get(arn) ?? read(arn);
    known.set(arn, answer);
    return answer;
  };
}

/**
 * IAM gives documents URL-encoded (RFC 3986), other services as they are; null for what is no JSON.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html
 */
export function documentIn(text: string | undefined): unknown {
  if (!text) return null;
  try {
    return JSON.parse(text.trimStart().startsWith('{') ? text : decodeURIComponent(text));
  } catch {
    return null;
  }
}
