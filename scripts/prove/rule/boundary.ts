import { compilePolicies, decide, NO_POLICIES, type Request } from '../../iam/decide/evaluate.ts';
import { readPolicyDocument } from '../../iam/policy/read.ts';
import type { Deployment } from '../deployment.ts';
import type { Mutant } from '../mutants/mutant.ts';
import { touchesRequest } from '../mutants/touches.ts';
import type { RuleEvidence } from '../verdict.ts';
import { foreignAccount } from './service-calls/requests.ts';

const PAGE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html';
const EVERYTHING = readPolicyDocument({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

/**
 * What a boundary keeps a role from that a stack makes and gives everything: the objects of the deployment's buckets, and of other accounts' ones.
 * @returns the first that it no longer does with the mutant; null: it keeps it from all of them as before
 */
export function byBoundary({ home, touched, value }: Mutant, deployment: Deployment): RuleEvidence | null {
  const isAllowed = (request: Request, document: unknown) => {
    const policies = {
      ...NO_POLICIES,
      identityPolicies: [EVERYTHING],
      permissionBoundary: readPolicyDocument(document),
    };
    return decide(request, compilePolicies(policies)).decision === 'Allowed';
  };
  const found = attemptsOn(deployment).find((request) => {
    return touchesRequest(touched, request) && isAllowed(request, value) && !isAllowed(request, home.document.value);
  });
  const use = 'a role that a stack makes and gives everything';
  return found ? { use, page: PAGE, attack: `${found.action} on ${found.resource}` } : null;
}

function attemptsOn({ stacks, place: { accountId, partition } }: Deployment): Request[] {
  const principal = `arn:${partition}:iam::${accountId}:role/made`;
  const buckets = stacks.flatMap(({ resources, symbols }) =>
    resources.flatMap(({ type, logicalId }) => {
      const arn = type === 'AWS::S3::Bucket' ? symbols.get(`${logicalId}.Arn`) : undefined;
      return arn === undefined ? [] : [arn];
    }),
  );
  const own = { principal, principalAccount: accountId, resourceAccount: accountId };
  // The name of a bucket may be another account's, which lets everyone in.
  return [accountId, foreignAccount({ accountId })].flatMap((account) => {
    const context = { 'aws:PrincipalArn': principal, 'aws:ResourceAccount': account };
    return buckets.flatMap((arn) => [
      { ...own, context, action: 's3:ListBucket', resource: arn },
      { ...own, context, action: 's3:GetObject', resource: `${arn}/key` },
    ]);
  });
}
