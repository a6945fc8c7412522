import type { Action } from '../../iam/catalog/catalog.ts';

/** A statement that allows the actions, as a policy document has it. */
export function statementFor(actions: readonly string[], resource: string): string {
  return JSON.stringify({ Effect: 'Allow', Action: actions, Resource: resource, ...conditionFor(actions) });
}

/** A role that can be passed to any service serves more than the deploy. */
function conditionFor(actions: readonly string[]) {
  const condition = { StringEquals: { 'iam:PassedToService': 'service.amazonaws.com' } };
  return actions.includes('iam:PassRole') ? { Condition: condition } : {};
}

const SYMBOLS: Record<string, string> = {
  Partition: '${AWS::Partition}',
  Region: '${AWS::Region}',
  Account: '${AWS::AccountId}',
};

/** An ARN, in which a person puts the name: of the type's own kind, else of the plainest that the action works on. */
export function resourceFor({ resources }: Action, kind: string | null): string {
  const own = resources.filter(({ type }) => type.name === kind);
  const formats = (own.length > 0 ? own : resources).flatMap(({ type }) => type.arnFormats);
  const [plainest = '*'] = formats.toSorted((one, other) => one.length - other.length);
  return plainest.replace(/\$\{(\w+)\}/g, (_, name) => SYMBOLS[name] ?? 'name');
}
