import type { AccessChange } from '../../access/changes.ts';
import type { Report, ReportedFinding } from '../report.ts';
import type { Summary } from '../summary.ts';

/** The document of `--format json`: its keys and their order are a format that outlives a release. */
export function jsonDocument({ findings, access, undecided, unresolved, summary, base }: Report): object {
  return {
    formatVersion: 1,
    findings: findings.map(findingOf),
    access: access.map(accessOf),
    undecided: undecided.map(({ principal, actions, resources, reason }) => ({
      principal,
      actions,
      resources,
      reason,
    })),
    unresolved: unresolved.map(({ file, line, expression, reason }) => ({ file, line, expression, reason })),
    summary: summaryOf(summary),
    base,
  };
}

function findingOf(finding: ReportedFinding): object {
  const { rule, code, severity, message, fix, file, line, column, logicalId, statement } = finding;
  const { fingerprint, suppressed } = finding;
  return { rule, code, severity, message, fix, file, line, column, logicalId, statement, fingerprint, suppressed };
}

/** JSON has no place for what is undefined: it is left out. */
function accessOf(access: AccessChange): object {
  const { principal, change, branch, actions, notActions, resources, notResources, principals, witness } = access;
  return { principal, change, branch, actions, notActions, resources, notResources, principals, witness };
}

function summaryOf({ files, templates, documents, ignored, unreadable, findings, ...counts }: Summary): object {
  const { error, warning, suggestion } = findings;
  return {
    files,
    templates,
    documents,
    ignored: ignored.map(({ file, reason }) => ({ file, reason })),
    unreadable,
    findings: { error, warning, suggestion },
    suppressed: counts.suppressed,
    unchanged: counts.unchanged,
  };
}
