import { scalarText } from '../../template/scalar-text.ts';
import { isMap } from '../../template/walk.ts';
import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { hasSymbol } from './facts/symbols.ts';

export const invalidPrincipalFormat: Rule = {
  id: 'invalid-principal-format',
  code: 'INVALID_PRINCIPAL_FORMAT',
  severity: 'error',
  summary: 'A Principal that is a list or a plain name',
  why: 'A principal is `*` or an object with AWS, Service, Federated or CanonicalUser (IAM User Guide, "AWS JSON policy elements: Principal").',
  check: eachStatement(({ fields, path }) =>
    ['Principal', 'NotPrincipal']
      .filter(
        (name) =>
          name in fields &&
          fields[name] !== '*' &&
          !isMap(fields[name]) &&
          ![fields[name]].flat(9).some((one) => hasSymbol(scalarText(one))),
      )
      .map((name) => ({
        path: [...path, name],
        message: `${name} is neither "*" nor an object`,
        fix: `"${name}": ${JSON.stringify(byKind(fields[name]))}`,
      })),
  ),
};

/** As it can be pasted: services apart from accounts, and these as text, with the zeros that a number loses. */
function byKind(value: unknown): Record<string, unknown> {
  const names = [value].flat(9).map((one) => (typeof one === 'number' ? String(one).padStart(12, '0') : one));
  const services = names.filter((name) => typeof name === 'string' && /\.amazonaws\.com(\.cn)?$/.test(name));
  const others = names.filter((name) => !services.includes(name));
  const kinds = { AWS: others, Service: services };
  return Object.fromEntries(
    Object.entries(kinds).flatMap(([kind, of]) => (of.length === 0 ? [] : [[kind, of.length === 1 ? of[0] : of]])),
  );
}
