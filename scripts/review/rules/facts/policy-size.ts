import type { ReviewedDocument } from '../../../access/model.ts';
import type { Told } from './checks.ts';

/** As IAM counts: characters without the white space between them (IAM User Guide, "IAM and AWS STS quotas"). */
export function policySize({ value }: ReviewedDocument): number {
  return JSON.stringify(value)?.length ?? 0;
}

export function oversized(document: ReviewedDocument, most: number, of: string): Told[] {
  const size = policySize(document);
  if (size <= most) return [];
  return [
    {
      path: [],
      message: `the document has ${size} characters, and ${of} takes ${most}`,
      fix: 'join statements that differ in one element, shorten Sids, or split the document',
    },
  ];
}
