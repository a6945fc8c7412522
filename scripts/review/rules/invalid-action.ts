import { actionsOf, isWild } from '../../access/stated/actions.ts';
import type { Catalog, Service } from '../../iam/catalog/catalog.ts';
import { actionsOf as actionsForOperation } from '../../iam/code/operations.ts';
import { nearNames } from '../../template/near-names.ts';
import type { Rule } from '../model.ts';
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
      return [{ path, ...told(text, service, catalog) }];
    }),
  ),
};

function told(text: string, service: Service, catalog: Catalog): { message: string; fix: string } {
  const { prefix } = service;
  // Topics made by the console once had it (Amazon SNS): it grants nothing.
  if (text.toLowerCase() === 'sns:receive')
    return { message: `there is no action ${text}, which older policies of topics name`, fix: `remove "${text}"` };
  const needed = byOperation(text).filter((action) => actionsOf(catalog, action).length > 0);
  if (needed.length > 0)
    return {
      message: `there is no action ${text}: that operation needs ${needed.join(' and ')}`,
      fix: needed.map((action) => `"${action}"`).join(', '),
    };
  const names = [...service.actions.values()].map((action) => action.name);
  const [near] = nearNames(text, names);
  return {
    message: `there is no action ${text}${near ? `; did you mean ${near}?` : ''}`,
    fix: near ? `"${near}"` : `name an action of ${prefix}`,
  };
}

/** What AWS checks for the operation of the API that is called so: HeadObject needs s3:GetObject. */
function byOperation(text: string): string[] {
  const needed = actionsForOperation(text, () => false).filter(({ optional }) => !optional);
  return needed.map(({ action }) => action).filter((action) => action !== text);
}
