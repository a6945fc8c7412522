import { GetRolePolicyCommand, ListRolePoliciesCommand } from '@aws-sdk/client-iam';
import { GetBucketPolicyCommand } from '@aws-sdk/client-s3';
import { compilePolicies, type Decision, decide, NO_POLICIES, type Request } from '../iam/decide/evaluate.ts';
import type { PolicyDocument } from '../iam/policy/document.ts';
import { readPolicyDocument } from '../iam/policy/read.ts';
import type { Actor } from './clients.ts';

/** Whose deployed policies decide. */
export interface Deployed {
  /** A role's name: its inline policies. */
  role?: string;
  /** A bucket's name: its policy. */
  bucket?: string;
}

/**
 * What AWS decides by the policies as they are deployed, for calls that the embedded AWS makes without asking: those of
 * a service, such as the writing of logs, and for conditions that no call of a scenario reaches.
 */
export async function decidedByRule(
  { iam, s3 }: Pick<Actor, 'iam' | 's3'>,
  { role, bucket }: Deployed,
  request: Request,
): Promise<Decision> {
  const identityPolicies = role === undefined ? [] : await inlinePolicies(iam, role);
  const resourcePolicy = bucket === undefined ? null : await bucketPolicy(s3, bucket);
  return decide(request, compilePolicies({ ...NO_POLICIES, identityPolicies, resourcePolicy })).decision;
}

async function inlinePolicies(iam: Actor['iam'], RoleName: string): Promise<PolicyDocument[]> {
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  return Promise.all(
    PolicyNames.map(async (PolicyName) => {
      const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      // IAM API reference, GetRolePolicy: the document is URL-encoded.
      return readPolicyDocument(JSON.parse(decodeURIComponent(PolicyDocument)));
    }),
  );
}

async function bucketPolicy(s3: Actor['s3'], Bucket: string): Promise<PolicyDocument> {
  const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
  return readPolicyDocument(JSON.parse(Policy));
}
