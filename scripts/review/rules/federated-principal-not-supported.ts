import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { kindOf } from './facts/kinds.ts';

export const federatedPrincipalNotSupported: Rule = {
  id: 'federated-principal-not-supported',
  code: 'FEDERATED_PRINCIPAL_NOT_SUPPORTED',
  severity: 'error',
  summary: 'A federated principal outside a trust policy',
  why: 'AWS refuses the policy (IAM policy validation check reference, "Federated principal not supported").',
  check: eachStatement(({ principals }, document) =>
    kindOf(document) === 'resource' && document.kind !== 'unknown'
      ? principals
          .filter(({ kind }) => kind === 'Federated')
          .map(({ text, path }) => ({
            path,
            message: `'${text}' cannot be a principal of a resource policy`,
            fix: 'name the role that its users assume',
          }))
      : [],
  ),
};
