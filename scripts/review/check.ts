import { canonical } from '../access/canonical.ts';
import type { Reviewed, ReviewedDocument } from '../access/model.ts';
import { fingerprint, type PolicyFinding } from '../access/policy-finding.ts';
import { byPosition } from '../template/finding.ts';
import { isMap } from '../template/walk.ts';
import { lookingAt } from './looking.ts';
import type { Rule, RuleFinding, Surroundings } from './model.ts';

export type ReviewFinding = PolicyFinding;

/** What the rules find, in the order of file, line and rule. A document that two templates include is told once. */
export function checkAll(reviewed: Reviewed, rules: readonly Rule[], surroundings: Surroundings): ReviewFinding[] {
  const looking = lookingAt(reviewed, rules, surroundings);
  const documents = [...reviewed.documents, ...reviewed.templates.flatMap((template) => template.documents)];
  const resources = reviewed.templates.flatMap((template) => template.resources);
  const found = rules.flatMap((rule) => {
    const { check } = rule;
    if (check.of === 'document') {
      return documents.flatMap((one) =>
        told(
          rule,
          looking.at(rule, one, (all) => check.look(one, all)),
          one,
        ),
      );
    }
    if (check.of === 'template') {
      return reviewed.templates.flatMap((one) => told(rule, check.look(one, surroundings), null));
    }
    return resources.flatMap((one) =>
      told(
        rule,
        looking.at(rule, one, (all) => check.look(one, all)),
        null,
      ),
    );
  });
  looking.keep();
  return inOrder(found);
}

function told(rule: Rule, findings: RuleFinding[], document: ReviewedDocument | null): ReviewFinding[] {
  if (findings.length === 0) return [];
  const { id, code, severity } = rule;
  return findings.map(({ message, fix, at, logicalId, statement }) => ({
    rule: id,
    code,
    severity,
    message,
    fix,
    ...at,
    logicalId,
    statement,
    fingerprint: fingerprint([id, logicalId ?? at.file, statementText(document, statement), message]),
  }));
}

/** Sorted keys, so that a statement whose elements are put in another order stays the same. */
function statementText(document: ReviewedDocument | null, index: number | null): string {
  if (document === null || index === null || !isMap(document.value)) return '';
  const { Statement: statement } = document.value;
  return canonical(Array.isArray(statement) ? statement[index] : statement);
}

function inOrder(findings: ReviewFinding[]): ReviewFinding[] {
  return once(findings).sort(inReportOrder);
}

/** Two templates that include a document say the same of it. */
export function once(findings: readonly ReviewFinding[]): ReviewFinding[] {
  const told = new Map<string, ReviewFinding>();
  for (const finding of findings) {
    const { rule, file, line, column, message } = finding;
    const key = JSON.stringify([rule, file, line, column, message]);
    if (!told.has(key)) told.set(key, finding);
  }
  return [...told.values()];
}

/** The order in which findings are told: by file, line and rule. */
export function inReportOrder(one: ReviewFinding, other: ReviewFinding): number {
  return byPosition({ ...one, column: 0 }, { ...other, column: 0 }) || one.column - other.column;
}
