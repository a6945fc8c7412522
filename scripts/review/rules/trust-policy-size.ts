import type { Rule } from '../model.ts';
import { eachDocument } from './facts/checks.ts';
import { kindOf } from './facts/kinds.ts';
import { oversized } from './facts/policy-size.ts';

export const trustPolicySize: Rule = {
  id: 'trust-policy-size',
  code: 'POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA',
  severity: 'warning',
  summary: 'A trust policy that is longer than IAM takes by default',
  why: 'IAM refuses it unless the quota was raised (IAM User Guide, "IAM and AWS STS quotas").',
  check: eachDocument((document) => (kindOf(document) === 'trust' ? oversized(document, 2_048, 'a trust policy') : [])),
};
