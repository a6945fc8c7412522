import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { providerOf } from './facts/federated.ts';
import { kindOf } from './facts/kinds.ts';

export const mismatchedActionForPrincipal: Rule = {
  id: 'mismatched-action-for-principal',
  code: 'MISMATCHED_ACTION_FOR_PRINCIPAL',
  severity: 'error',
  summary: 'An action of STS that its principal cannot call',
  why: 'Federated users come with SAML or a web identity, others with AssumeRole (IAM policy validation check reference, "Mismatched action for principal").',
  check: eachAllow((statement, document, all) => {
    if (kindOf(document) !== 'trust') return [];
    const { actions, principals } = statement;
    const wants = new Set(
      principals.flatMap((principal) => {
        if (principal.kind !== 'Federated') return ['sts:AssumeRole'];
        const provider = providerOf(principal, document, all);
        if (provider === null) return [];
        return [provider.kind === 'saml' ? 'sts:AssumeRoleWithSAML' : 'sts:AssumeRoleWithWebIdentity'];
      }),
    );
    const unknown = principals.some(
      (principal) => principal.kind === 'Federated' && providerOf(principal, document, all) === null,
    );
    if (wants.size === 0 || unknown) return [];
    return actions
      .filter(
        ({ text }) =>
          /^sts:AssumeRole(With(SAML|WebIdentity))?$/i.test(text) &&
          ![...wants].some((want) => want.toLowerCase() === text.toLowerCase()),
      )
      .map(({ text, path }) => ({
        path,
        message: `${text} cannot be called by the principals of the statement`,
        fix: `write ${[...wants].join(', ')}`,
      }));
  }),
};
