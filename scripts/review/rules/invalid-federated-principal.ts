import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { kindOf } from './facts/kinds.ts';

export const invalidFederatedPrincipal: Rule = {
  id: 'invalid-federated-principal',
  code: 'INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY',
  severity: 'error',
  summary: 'A federated principal that is no provider',
  why: 'It is an ARN of a provider or a domain (IAM policy validation check reference, "Invalid federated principal syntax in role trust policy").',
  check: eachStatement(({ principals }, document) =>
    kindOf(document) === 'trust'
      ? principals
          .filter(
            ({ kind, text }) =>
              kind === 'Federated' &&
              !text.includes('${') &&
              !/^arn:[\w-]+:iam::(\d{12}|<.*>):(saml-provider|oidc-provider)\/.+$/.test(text) &&
              !/^[\w-]+(\.[\w-]+)+(\/.*)?$/.test(text),
          )
          .map(({ text, path }) => ({
            path,
            message: `'${text}' is no identity provider`,
            fix: 'arn:aws:iam::${AWS::AccountId}:oidc-provider/host or saml-provider/name',
          }))
      : [],
  ),
};
