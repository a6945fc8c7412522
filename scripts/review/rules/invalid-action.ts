import { nearNames } from '../../template/near-names.ts';
import type { Rule } from '../model.ts';
import { actionsOf, isWild } from './facts/actions.ts';
import { eachStatement } from './facts/checks.ts';
import { hasSymbol, hasVariable } from './facts/symbols.ts';

export const invalidAction: Rule = {
  id: 'invalid-action',
  code: 'INVALID_ACTION',
  severity: 'error',
  summary: 'An action that the service does not have',
  why: 'It grants or denies nothing: what was meant is not what happens (Service Authorization Reference).',
  check: eachStatement(({ actions, notActions }, _, { catalog }) =>
    [...actions, ...notActions].flatMap(({ text, path }) => {
      if (hasSymbol(text) || hasVariable(text) || text === '*') return [];
      const [prefix = '', name] = text.split(':');
      if (name === undefined)
        return isWild(text)
          ? []
          : [
              {
                path,
                message: `'${text}' is no action: a service and a colon come first`,
                fix: 'write service:Operation',
              },
            ];
      const service = catalog.service(prefix);
      if (service === null || actionsOf(catalog, text).length > 0) return [];
      const names = [...service.actions.values()].map((action) => action.name);
      const [near] = nearNames(text, names);
      return [
        {
          path,
          message: `there is no action ${text}${near ? `; did you mean ${near}?` : ''}`,
          fix: near ? `"${near}"` : `name an action of ${prefix}`,
        },
      ];
    }),
  ),
};
