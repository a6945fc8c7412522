import type { Decision, PolicyKind, Request, Verdict } from '../iam/decide/evaluate.ts';
import type { PolicyFiles } from './single.ts';

export const WORDS: Record<Decision, string> = {
  Allowed: 'Yes',
  ExplicitlyDenied: 'No, explicitly denied',
  ImplicitlyDenied: 'No, nothing allows it',
};

export const KINDS: Record<PolicyKind, string> = {
  identity: 'an identity policy',
  resource: 'the resource’s policy',
  boundary: 'the permissions boundary',
  session: 'the session’s policies',
  scp: 'every level of service control policies',
  rcp: 'every level of resource control policies',
};

export function verdictLines({ principal, action, resource }: Request, verdict: Verdict, files: PolicyFiles): string[] {
  const by = verdict.by.map(({ kind, document, statement }) => {
    const file = files[kind][document];
    const { line = 0, column = 0 } = file?.statementAt(statement.index) ?? {};
    return `  by ${file?.file}:${line}:${column}${statement.sid ? ` (${statement.sid})` : ''}`;
  });
  const missing = verdict.missing.map((kind) => `  missing: an Allow in ${KINDS[kind]}`);
  return [`${WORDS[verdict.decision]}: ${principal} ${action} ${resource}`, ...by, ...missing];
}
