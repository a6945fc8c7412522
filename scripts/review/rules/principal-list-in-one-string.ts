import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { withSymbols } from './facts/symbols.ts';

export const principalListInOneString: Rule = {
  id: 'principal-list-in-one-string',
  code: null,
  severity: 'error',
  summary: 'A list of principals written as one string',
  why: 'It is one principal with commas in it, which there is not: AWS refuses the policy or trusts nobody (IAM User Guide, "AWS JSON policy elements: Principal").',
  check: eachStatement(({ principals, notPrincipals }) =>
    [...principals, ...notPrincipals]
      .filter(({ text }) => withSymbols(text, '').includes(','))
      .map(({ kind, text, path }) => ({
        path,
        message: `'${text}' is one string, not a list`,
        fix: `"${kind}": ${JSON.stringify(text.split(',').map((name) => name.trim()))}`,
      })),
  ),
};
