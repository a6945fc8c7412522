import type { AccessChange } from '../changes.ts';

/** What a change of access says, as lists of texts that its forms set in their own ways. */
export interface AccessTexts {
  actions: string[];
  resources: string[];
  /** Those that a resource's policy names; empty where the holder of the policies is meant. */
  principals: string[];
  request: string;
  /** The context keys of the request, `key=value`, but for those that only say who the principal is. */
  context: string[];
  /** Where it is so, when not everywhere. */
  where: string | null;
}

const SAID = new Set(
  ['Arn', 'Account', 'Type', 'IsAWSService', 'ServiceName'].map((name) => `aws:principal${name.toLowerCase()}`),
);

export function accessTexts(change: AccessChange): AccessTexts {
  const { actions, notActions, resources, notResources, principals = [], witness, branch } = change;
  return {
    actions: except(actions, notActions),
    resources: except(resources, notResources),
    principals,
    request: `${witness.action} ${witness.resource} by ${witness.principal}`,
    context: Object.entries(witness.context)
      .filter(([key]) => !SAID.has(key.toLowerCase()))
      .map(([key, value]) => `${key}=${[value].flat().join(',')}`),
    where: branch === undefined ? null : `where the conditions of the templates are ${branch}`,
  };
}

function except(list: readonly string[], not: readonly string[] = []): string[] {
  return [...list, ...not.map((text) => `but not ${text}`)];
}
