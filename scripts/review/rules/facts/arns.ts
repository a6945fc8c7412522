import type { Stated, Text } from '../../../access/stated/statements.ts';
import { overlap, placesOfFormat, placesOfPattern, withoutNames } from '../../../iam/catalog/arn-format.ts';
import type { Catalog } from '../../../iam/catalog/catalog.ts';
import type { Path } from '../../../template/source.ts';
import { withPartition, withSymbols } from './symbols.ts';

export interface WrittenArn {
  text: string;
  path: Path;
  partition: string;
  service: string;
  region: string;
  account: string;
  resource: string;
}

/** The ARNs that a statement names as its resources; a part that is not known before deploying reads `*`. */
export function resourceArns({ resources, notResources }: Stated): WrittenArn[] {
  return [...resources, ...notResources].flatMap(writtenArn);
}

export function writtenArn({ text, path }: Text): WrittenArn[] {
  // An account is never empty; what any other symbol stands for may be.
  const plain = withSymbols(text.replaceAll('${AWS::AccountId}', '123456789012'), '*').replace(/\$\{[^}]*\}/g, '*');
  const [arn, partition = '', service = '', region = '', account = '', ...rest] = plain.split(':');
  if (arn !== 'arn' || rest.length === 0) return [];
  return [{ text, path, partition, service, region, account, resource: rest.join(':') }];
}

export type ArnFault = 'account-not-allowed' | 'region-not-allowed' | 'missing-region' | 'missing-account' | 'resource';

/** What keeps the ARN from being that of any resource type of its service; null when nothing does, or AWS lists none. */
export function arnFault(catalog: Catalog, arn: WrittenArn): ArnFault | null {
  const known = faults.get(catalog) ?? new Map<string, ArnFault | null>();
  faults.set(catalog, known);
  const { partition, service, region, account, resource } = arn;
  const key = [partition, service, region, account, resource].join(':');
  let fault = known.get(key);
  if (fault === undefined) {
    fault = faultOf(catalog, arn);
    known.set(key, fault);
  }
  return fault;
}

const faults = new WeakMap<Catalog, Map<string, ArnFault | null>>();

function faultOf(catalog: Catalog, arn: WrittenArn): ArnFault | null {
  const { partition, service, region, account, resource } = arn;
  const formats = formatsOf(catalog, service);
  if (formats.length === 0 || /[*?]/.test(service)) return null;
  const fits = (...parts: string[]) => {
    const places = placesOfPattern(['arn', partition, service, ...parts, resource].join(':'));
    return formats.some((format) => overlap(format, places));
  };
  if (fits(region, account)) return null;
  const withRegion = region === '' ? '*' : region;
  const withAccount = account === '' ? '*' : account;
  if (account !== '' && fits(region, '')) return 'account-not-allowed';
  if (account !== '' && fits('', '')) return region === '' ? 'account-not-allowed' : 'region-not-allowed';
  if (region !== '' && fits('', withAccount)) return 'region-not-allowed';
  if (region === '' && fits('*', withAccount)) return 'missing-region';
  // Resources that AWS itself owns are named without an account, such as the documents of Systems Manager.
  if (account === '' && region !== '' && fits(withRegion, '*'))
    return SHARED.test(`${service}:${resource}`) ? null : 'missing-account';
  if (account === '' && fits(withRegion, '*')) return 'missing-account';
  // The paths of API Gateway are free, and AWS's own resources are in no list.
  const isOwned = service === 'apigateway' || (/^(aws|\*)$/.test(account) && /^transform\//.test(resource));
  return isOwned || account === 'aws' || `${service}:${resource}` === 'iam:root' ? null : 'resource';
}

const SHARED =
  /^(ssm:(document|automation-definition|parameter)|ec2:|rds:|imagebuilder:|lakeformation:|apigateway:|codeartifact:|license-manager:|bedrock:)/;

type Places = ReturnType<typeof placesOfPattern>;

const formats = new WeakMap<Catalog, Map<string, Places[]>>();

/** The formats of ARNs that a service lists under its own name; not all of `logs` or `execute-api` are. */
function formatsOf(catalog: Catalog, service: string): Places[] {
  const known = formats.get(catalog) ?? new Map<string, Places[]>();
  formats.set(catalog, known);
  const found = known.get(service) ?? compiled(catalog, service);
  known.set(service, found);
  return found;
}

function compiled(catalog: Catalog, service: string): Places[] {
  const types = [...(catalog.service(service)?.resourceTypes.values() ?? [])];
  const own = types
    .flatMap(({ arnFormats }) => arnFormats)
    .filter((format) => [service, '$'].some((start) => format.split(':')[2]?.startsWith(start)));
  const siblings = own.map(withoutNames);
  return own.map((format) => placesOfFormat(format, siblings));
}

/** 12 digits where an ARN or a principal says whose it is. */
export function accountOf(text: string): string | null {
  if (/^\d{12}$/.test(text)) return text;
  return /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(withPartition(text))?.[1] ?? null;
}
