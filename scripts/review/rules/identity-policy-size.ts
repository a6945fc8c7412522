import type { Rule } from '../model.ts';
import { eachDocument } from './facts/checks.ts';
import { isIdentity } from './facts/kinds.ts';
import { oversized } from './facts/policy-size.ts';

const QUOTAS: Record<string, [number, string]> = {
  'AWS::IAM::ManagedPolicy': [6_144, 'a managed policy'],
  'AWS::IAM::User': [2_048, 'a user'],
  'AWS::IAM::UserPolicy': [2_048, 'a user'],
  'AWS::IAM::Group': [5_120, 'a group'],
  'AWS::IAM::GroupPolicy': [5_120, 'a group'],
};

export const identityPolicySize: Rule = {
  id: 'identity-policy-size',
  code: 'POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA',
  severity: 'error',
  summary: 'An identity policy that is too long',
  why: 'IAM refuses it when it is deployed (IAM User Guide, "IAM and AWS STS quotas"; white space does not count).',
  check: eachDocument((document) => {
    if (!isIdentity(document)) return [];
    const [most, of] = QUOTAS[document.owner?.type ?? ''] ?? [10_240, 'a role'];
    return oversized(document, most, of);
  }),
};
