import type { Place } from '../../../deployment/readback/concrete.ts';
import type { Request } from '../../../iam/decide/evaluate.ts';
import type { Attack } from './service-call.ts';

type Context = Request['context'];

/** What a service does with a role. */
export function asRole(place: Place, role: string, action: string, resource: string, context: Context = {}): Request {
  const { accountId } = place;
  return {
    ...{ principal: role, principalAccount: accountId, action, resource, resourceAccount: accountId },
    context: {
      ...{ 'aws:PrincipalArn': role, 'aws:PrincipalAccount': accountId, 'aws:ResourceAccount': accountId },
      ...{ 'aws:SecureTransport': 'true', ...context },
    },
  };
}

/**
 * What a service does under its own name. It is of no account; the resource's stands for it, as a policy of the resource
 * that names everybody lets it in by itself.
 */
export function asService(
  place: Place,
  service: string,
  action: string,
  resource: string,
  context: Context = {},
): Request {
  const { accountId } = place;
  return {
    ...{ principal: service, principalAccount: accountId, action, resource, resourceAccount: accountId },
    context: {
      ...{ 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': service },
      ...{ 'aws:ResourceAccount': accountId, 'aws:SecureTransport': 'true', ...context },
    },
  };
}

/** Somebody else's account. */
export function foreignAccount({ accountId }: Pick<Place, 'accountId'>): string {
  return accountId === '444455556666' ? '777788889999' : '444455556666';
}

/** A value of a condition key as somebody else would send it; null: without the key. */
export function instead(request: Request, what: string, values: Record<string, string | string[] | null>): Attack {
  const context = Object.entries({ ...request.context, ...values }).filter(([, value]) => value !== null);
  return { what, request: { ...request, context: Object.fromEntries(context) as Context } };
}

/** Who else might ask: another service, which sends what the right one does, and another account. */
export function byOthers(place: Place, request: Request): Attack[] {
  const service = 'ec2.amazonaws.com';
  const account = foreignAccount(place);
  const root = `arn:${place.partition}:iam::${account}:root`;
  const { context } = request;
  const { 'aws:SourceArn': _, 'aws:SourceAccount': __, 'aws:PrincipalServiceName': ___, ...own } = context;
  const mine = { 'aws:PrincipalArn': root, 'aws:PrincipalAccount': account, 'aws:PrincipalIsAWSService': 'false' };
  return [
    {
      what: 'as another service',
      request: { ...request, principal: service, context: { ...context, 'aws:PrincipalServiceName': service } },
    },
    {
      what: 'as another account',
      request: { ...request, principal: root, principalAccount: account, context: { ...own, ...mine } },
    },
  ];
}

/** For whom else the right service might be made to ask. */
export function forOthers(place: Place, request: Request, otherSources: readonly string[]): Attack[] {
  const account = foreignAccount(place);
  const { 'aws:SourceAccount': sends } = request.context;
  return [
    ...(sends === undefined ? [] : [instead(request, 'for another account', { 'aws:SourceAccount': account })]),
    ...otherSources.map((arn) => instead(request, `for ${arn}`, { 'aws:SourceArn': arn })),
  ];
}

/** Of the ARN of a source the same of another account. */
export function inAnotherAccount(place: Place, arn: string): string {
  return arn.replace(`:${place.accountId}:`, `:${foreignAccount(place)}:`);
}

export function withoutTls(request: Request): Attack {
  return instead(request, 'without TLS', { 'aws:SecureTransport': 'false' });
}
