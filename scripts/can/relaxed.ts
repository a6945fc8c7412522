import type { PolicyDocument, PolicyStatement } from '../iam/policy/document.ts';

/**
 * The document as it could speak to a request with more keys than are given: an Allow without its conditions on keys
 * that are absent, no Deny that such a condition could hold off.
 * @param originals is told which statement each one was made of
 */
export function present(
  document: PolicyDocument,
  given: ReadonlySet<string>,
  originals: Map<PolicyStatement, PolicyStatement>,
): PolicyDocument {
  const statements = document.statements.flatMap((statement) => {
    const conditions = statement.conditions.filter(({ key }) => given.has(key));
    if (conditions.length === statement.conditions.length) return [statement];
    if (statement.effect === 'Deny') return [];
    const relaxed = { ...statement, conditions };
    originals.set(relaxed, statement);
    return [relaxed];
  });
  return { ...document, statements };
}
