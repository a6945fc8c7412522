import type { Rule } from '../model.ts';
import { eachDocument } from './facts/checks.ts';
import { kindOf } from './facts/kinds.ts';
import { oversized } from './facts/policy-size.ts';

export const rcpSize: Rule = {
  id: 'rcp-size',
  code: 'POLICY_SIZE_EXCEEDS_RCP_QUOTA',
  severity: 'error',
  summary: 'A resource control policy that is too long',
  why: 'Organizations refuses it (AWS Organizations User Guide, "Quotas and service limits").',
  check: eachDocument((document) => (kindOf(document) === 'rcp' ? oversized(document, 5_120, 'an RCP') : [])),
};
