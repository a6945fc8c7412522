import { fingerprint, type PolicyFinding } from '../../access/policy-finding.ts';
import { plain } from '../../cli/plain.ts';
import type { Severity } from '../../template/finding.ts';
import type { Position } from '../../template/source.ts';

export interface Told {
  rule: string;
  severity: Severity;
  message: string;
  fix: string;
  at: Position;
  logicalId: string | null;
  code?: string | null;
  statement?: number | null;
  /** What makes it the same finding in the next review, beside rule and owner. */
  same: readonly string[];
}

/** What AWS says, as any other finding. Its words become part of one line. */
export function liveFinding({
  rule,
  severity,
  message,
  fix,
  at,
  logicalId,
  code,
  statement,
  same,
}: Told): PolicyFinding {
  return {
    ...{ rule, code: code ?? null, severity, message: plain(message), fix: plain(fix), ...at },
    ...{ logicalId, statement: statement ?? null },
    fingerprint: fingerprint([rule, logicalId ?? at.file, ...same]),
  };
}
