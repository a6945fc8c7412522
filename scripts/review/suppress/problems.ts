import { fingerprint } from '../../access/policy-finding.ts';
import type { Position } from '../../template/source.ts';
import type { ReviewFinding } from '../check.ts';
import { SUPPRESSION_RULES, type SuppressionRule } from './rules.ts';
import type { Suppression } from './suppression.ts';

/** @param same what stays as it is when the suppression moves in its file */
export function problem(
  rule: SuppressionRule['id'],
  { message, fix, at, logicalId }: { message: string; fix: string; at: Position; logicalId: string | null },
  same: readonly string[] = [],
): ReviewFinding {
  const severity = SUPPRESSION_RULES.find(({ id }) => id === rule)?.severity ?? 'error';
  const print = fingerprint([rule, logicalId ?? at.file, ...same, message]);
  return { rule, code: null, severity, message, fix, ...at, logicalId, statement: null, fingerprint: print };
}

export function problemOf(
  suppression: Suppression,
  rule: SuppressionRule['id'],
  message: string,
  fix: string,
): ReviewFinding {
  const { at, file, logicalId, statement, value } = suppression;
  const same = [file, suppression.rule, JSON.stringify([statement, value])];
  return problem(rule, { message, fix, at, logicalId }, same);
}

const SHOWN = 200;

/** A value as it can be pasted into YAML or JSON. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? '';
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
