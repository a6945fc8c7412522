import { createHash } from 'node:crypto';
import type { Finding } from '../template/finding.ts';

/** What is wrong with a policy, here or as it is deployed. */
export interface PolicyFinding extends Finding {
  /** IAM Access Analyzer's, where it has one. */
  code: string | null;
  statement: number | null;
  /** The same for the same mistake, wherever in the file it moves. */
  fingerprint: string;
}

export function fingerprint(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
