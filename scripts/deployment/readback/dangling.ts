import { isMap } from '../../template/walk.ts';
import { statementsOf } from './statements.ts';

/**
 * What IAM writes in place of the ARN of a role or user that was deleted: its unique id, which no new one of the same
 * name has. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
const UNIQUE_ID = /^A(?:RO|ID)A[A-Z0-9]{12,}$/;

/** The unique ids that stand as principals in a deployed policy. */
export function danglingPrincipals(document: unknown): string[] {
  const found = statementsOf(document).flatMap((statement) =>
    isMap(statement) ? [...namesIn(statement.Principal), ...namesIn(statement.NotPrincipal)] : [],
  );
  return [...new Set(found.filter((name) => UNIQUE_ID.test(name)))];
}

function namesIn(principal: unknown): string[] {
  return isMap(principal) ? [principal.AWS].flat().filter((name) => typeof name === 'string') : [];
}

/** The document without them: they are nobody. A statement about nobody else goes, as it never applies. */
export function withoutDangling(document: unknown): unknown {
  if (!isMap(document) || danglingPrincipals(document).length === 0) return document;
  const Statement = statementsOf(document).flatMap((statement) => {
    if (!isMap(statement)) return [statement];
    const { NotPrincipal, Principal, ...rest } = statement;
    const excepted = withoutIds(NotPrincipal);
    // Everybody but nobody.
    if (isMap(NotPrincipal))
      return [{ ...rest, ...(isEmpty(excepted) ? { Principal: '*' } : { NotPrincipal: excepted }) }];
    const named = withoutIds(Principal);
    return isEmpty(named) ? [] : [{ ...statement, Principal: named }];
  });
  return { ...document, Statement };
}

function withoutIds(principal: unknown): unknown {
  if (!isMap(principal) || principal.AWS === undefined) return principal;
  const { AWS, ...others } = principal;
  const names = [AWS].flat().filter((name) => typeof name !== 'string' || !UNIQUE_ID.test(name));
  return names.length === 0 ? others : { ...others, AWS: names };
}

function isEmpty(principal: unknown): boolean {
  return isMap(principal) && Object.keys(principal).length === 0;
}
