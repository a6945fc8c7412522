import { UserError } from '../cli/errors.ts';
import type { Request } from '../iam/decide/evaluate.ts';

export interface RequestOptions {
  action: string | undefined;
  resource: string | undefined;
  principal: string | undefined;
  'resource-account': string | undefined;
  context: string[];
}

/** The account that AWS's own examples use, when nothing names one. */
export const EXAMPLE_ACCOUNT = '111122223333';

export function requestFrom(options: RequestOptions): Request {
  const { resource, principal } = options;
  const action = actionFrom(options.action);
  if (resource === undefined) throw new UserError('--resource is missing: name the ARN that is acted on, or *');
  const named = resource.split(':')[4] ?? '';
  const owner = options['resource-account'] ?? (/^\d{12}$/.test(named) ? named : undefined);
  const caller = principal ?? `arn:aws:iam::${owner ?? EXAMPLE_ACCOUNT}:user/someone`;
  const principalAccount = caller.split(':')[4] ?? '';
  return {
    principal: caller,
    principalAccount,
    action,
    resource,
    resourceAccount: owner ?? principalAccount,
    context: { ...ofPrincipal(caller, principalAccount), ...contextFrom(options.context) },
  };
}

export function actionFrom(action: string | undefined): string {
  if (action !== undefined && /^[\w-]+:\w+$/.test(action)) return action;
  const given = action === undefined ? '' : `, not '${action}'`;
  throw new UserError(`--action takes one action such as s3:GetObject${given}`);
}

/** Keys that AWS derives from the caller (IAM User Guide, "Properties of the principal"). */
function ofPrincipal(arn: string, account: string): Record<string, string> {
  const [kind, ...names] = arn.split(':').slice(5).join(':').split('/');
  const partition = arn.split(':')[1] ?? 'aws';
  if (kind === 'user') {
    const username = names.at(-1) ?? '';
    return {
      'aws:PrincipalArn': arn,
      'aws:PrincipalAccount': account,
      'aws:PrincipalType': 'User',
      'aws:username': username,
    };
  }
  if (kind === 'assumed-role') {
    const role = `arn:${partition}:iam::${account}:role/${names[0]}`;
    return { 'aws:PrincipalArn': role, 'aws:PrincipalAccount': account, 'aws:PrincipalType': 'AssumedRole' };
  }
  return arn.startsWith('arn:') ? { 'aws:PrincipalArn': arn, 'aws:PrincipalAccount': account } : {};
}

export function contextFrom(given: string[]): Record<string, string[]> {
  const context: Record<string, string[]> = {};
  for (const pair of given) {
    const [, key, value = ''] = /^([\w.-]+:[^=]+)=([\s\S]*)$/.exec(pair) ?? [];
    if (key === undefined)
      throw new UserError(`--context takes KEY=VALUE such as aws:SourceIp=192.0.2.1, not '${pair}'`);
    context[key] = [...(context[key] ?? []), value];
  }
  return context;
}
