import { isWild } from '../../access/stated/actions.ts';
import { nearNames } from '../../template/near-names.ts';
import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { hasSymbol } from './facts/symbols.ts';

export const invalidServiceInAction: Rule = {
  id: 'invalid-service-in-action',
  code: 'INVALID_SERVICE_IN_ACTION',
  severity: 'error',
  summary: 'An action of a service that there is not',
  why: 'It grants or denies nothing (Service Authorization Reference).',
  check: eachStatement(({ actions, notActions }, _, { catalog }) =>
    [...actions, ...notActions].flatMap(({ text, path }) => {
      const [prefix = '', name] = text.split(':');
      if (name === undefined || hasSymbol(text) || isWild(prefix) || catalog.service(prefix)) return [];
      const [near] = nearNames(prefix, catalog.services);
      return [
        {
          path,
          message: `there is no service '${prefix}'${near ? `; did you mean ${near}?` : ''}`,
          fix: near ? `"${near}:${name}"` : 'write the prefix of a service',
        },
      ];
    }),
  ),
};
