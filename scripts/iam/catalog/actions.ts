import { compilePattern } from '../decide/pattern.ts';
import type { Action, Catalog } from './catalog.ts';

/** The name in any case (`S3:getobject`); null for one that AWS does not list. */
export function actionNamed(catalog: Catalog, name: string): Action | null {
  const colon = name.indexOf(':');
  return catalog.service(name.slice(0, colon))?.actions.get(name.slice(colon + 1).toLowerCase()) ?? null;
}

/** The actions that a pattern of a policy covers, such as `s3:Get*`; the pattern in any case, in alphabetical order. */
export function actionsMatching(catalog: Catalog, pattern: string): Action[] {
  if (!/[*?]/.test(pattern)) {
    const action = actionNamed(catalog, pattern);
    return action ? [action] : [];
  }
  const covers = compilePattern(pattern, { wildcards: true, variables: false, ignoreCase: true });
  return servicesIn(catalog, pattern).flatMap((prefix) =>
    [...(catalog.service(prefix)?.actions.values() ?? [])].filter(({ name }) => covers(name, () => undefined)),
  );
}

/** To parse no service that the pattern cannot mean. */
function servicesIn({ services }: Catalog, pattern: string): readonly string[] {
  const [, fixed = '', colon] = /^([^*?:]*)(:?)/.exec(pattern.toLowerCase()) ?? [];
  return services.filter((prefix) => (colon === ':' ? prefix === fixed : `${prefix}:`.startsWith(fixed)));
}

/** Whether a policy that allows the action on anything but `*` allows nothing. */
export function takesOnlyStar({ resources }: Action): boolean {
  return resources.length === 0;
}

/** Every key that a condition on the action can use, those of its resources included, beside the global ones. */
export function conditionKeysFor({ conditionKeys, resources }: Action): string[] {
  const ofResources = resources.flatMap((resource) => [...resource.conditionKeys, ...resource.type.conditionKeys]);
  return [...new Set([...conditionKeys, ...ofResources])].sort();
}
