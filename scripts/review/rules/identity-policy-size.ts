import type { Reviewed, ReviewedDocument } from '../../access/model.ts';
import { own } from '../../template/own.ts';
import type { Rule } from '../model.ts';
import { eachDocument, type Told } from './facts/checks.ts';
import { isIdentity } from './facts/kinds.ts';
import { documentsOfPrincipal, principalsOf } from './facts/owners.ts';
import { oversized, policySize } from './facts/policy-size.ts';

const QUOTAS: Record<string, [number, string]> = {
  'AWS::IAM::ManagedPolicy': [6_144, 'a managed policy'],
  'AWS::IAM::User': [2_048, 'a user'],
  'AWS::IAM::UserPolicy': [2_048, 'a user'],
  'AWS::IAM::Group': [5_120, 'a group'],
  'AWS::IAM::GroupPolicy': [5_120, 'a group'],
  'AWS::IoT::Policy': [2_048, 'a policy of IoT Core'],
  'AWS::SSO::PermissionSet': [32_768, 'a permission set'],
};

export const identityPolicySize: Rule = {
  id: 'identity-policy-size',
  code: 'POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA',
  severity: 'error',
  summary: 'An identity policy that is too long, or inline policies that are too long together',
  why: 'IAM refuses it when it is deployed (IAM User Guide, "IAM and AWS STS quotas"; white space does not count).',
  check: eachDocument((document, { reviewed }) => {
    if (!isIdentity(document)) return [];
    const [most, of] = quotaOf(document.owner?.type);
    const told = oversized(document, most, of);
    return told.length > 0 ? told : together(document, reviewed);
  }),
};

function quotaOf(type: string | undefined): [number, string] {
  return own(QUOTAS, type ?? '') ?? [10_240, 'a role'];
}

/** Told at the last of a principal's inline policies, none of which is too long alone. */
function together(document: ReviewedDocument, reviewed: Reviewed): Told[] {
  return principalsOf(document, reviewed).flatMap((principal) => {
    const inline = documentsOfPrincipal(principal, reviewed).filter(isInline);
    const [template, logicalId] = principal.split('#');
    const made = reviewed.templates.find(({ file }) => file === template)?.resources ?? [];
    const [most, of] = quotaOf(made.find((resource) => resource.logicalId === logicalId)?.type);
    const size = inline.reduce((sum, one) => sum + policySize(one), 0);
    if (inline.length < 2 || inline.at(-1) !== document || size <= most) return [];
    const message = `the inline policies of ${logicalId} have ${size} characters together, and ${of} takes ${most}`;
    return [{ path: [], message, fix: 'put some of the statements into an AWS::IAM::ManagedPolicy' }];
  });
}

function isInline({ kind, owner }: ReviewedDocument): boolean {
  return kind === 'identity' && owner !== null && owner.type !== 'AWS::IAM::ManagedPolicy';
}
