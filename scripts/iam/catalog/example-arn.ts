import type { Action, ActionResource, ResourceType } from './catalog.ts';

/** Where an invented resource is. */
export interface Whereabouts {
  partition: string;
  region: string;
  account: string;
}

/** The ARN of a resource that the action could work on, such as `arn:aws:s3:::example-bucket/example-object`, or `*`. */
export function exampleArn(action: Action, where: Whereabouts): string {
  const [plainest] = [...action.resources].sort((one, other) => rank(one, action) - rank(other, action));
  return plainest ? exampleArnOf(plainest.type, where) : '*';
}

/** Lower for what people expect: the type that the action is named after, then what it always needs, then short ARNs. */
function rank({ type, required }: ActionResource, action: Action): number {
  const namesake = action.name.toLowerCase().includes(type.name.toLowerCase().replaceAll(/[^a-z]/g, ''));
  return (namesake ? 0 : 2_000) + (required ? 0 : 1_000) + (type.arnFormats[0]?.length ?? 0);
}

function exampleArnOf({ arnFormats }: ResourceType, where: Whereabouts): string {
  const [arn, partition, service, region, account, ...name] = (arnFormats[0] ?? '').split(':');
  const anyRegion = region === '*' ? '${Region}' : region;
  const anyAccount = account === '*' ? '${Account}' : account;
  const named = name.join(':').replaceAll('*', 'example');
  return filledIn([arn, partition, service, anyRegion, anyAccount, named].join(':'), where);
}

function filledIn(format: string, { partition, region, account }: Whereabouts): string {
  return format.replaceAll(/\$\{(\w+)\}/g, (_, variable: string) => {
    if (variable === 'Partition') return partition;
    if (variable.endsWith('Region')) return region;
    if (/Account(Id|ID)?$/.test(variable)) return account;
    return ['example', nounOf(variable)].filter((word) => word !== '').join('-');
  });
}

/** `bucket` of BucketName, `role` of RoleNameWithPath; empty for a variable that is called Name or Id. */
function nounOf(variable: string): string {
  return variable
    .replace(/With\w+$/, '')
    .replace(/(Name|Identifier|Uuid|UUID|Id|ID)$/, '')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase();
}
