import type { Rule } from '../model.ts';
import { eachDocument } from './facts/checks.ts';
import { kindOf } from './facts/kinds.ts';
import { oversized } from './facts/policy-size.ts';

export const scpSize: Rule = {
  id: 'scp-size',
  code: 'POLICY_SIZE_EXCEEDS_SCP_QUOTA',
  severity: 'error',
  summary: 'A service control policy that is too long',
  why: 'Organizations refuses it (AWS Organizations User Guide, "Quotas and service limits").',
  check: eachDocument((document) => (kindOf(document) === 'scp' ? oversized(document, 10_240, 'an SCP') : [])),
};
