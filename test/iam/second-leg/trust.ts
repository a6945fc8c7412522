import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { type Caller, session, user } from './callers.ts';
import { allow, deny, document } from './engine.ts';
import type { LiveCase } from './live.ts';
import { role, trusting, type World } from './world.ts';

const ACTION = 'sts:AssumeRole';

interface Assumption {
  RoleSessionName: string;
  ExternalId?: string;
}

const PLAIN: Assumption = { RoleSessionName: 'alpha' };

/** Both sides of AssumeRole: what the caller may, and whom the role trusts. */
export async function trustCases(at: World): Promise<LiveCase[]> {
  const callers = await callersOf(at);
  const cases: LiveCase[] = [];
  for (const [title, trust] of Object.entries(trusts(callers, at.aws.accountId))) {
    const { arn } = await role(at, `trusting-${cases.length}`, {}, trust);
    for (const [who, caller] of Object.entries(callers)) {
      cases.push(assumeCase(`${who}; trusted: ${title}`, caller, arn, trust));
    }
  }
  return [...cases, ...(await requestCases(at))];
}

async function callersOf(at: World): Promise<Record<string, Caller>> {
  const identity = [document(allow({ Action: ACTION }))];
  const boundary = document(allow({ Action: 's3:*' }));
  return {
    'a user who may': await user(at, 'assumer', { identity }),
    'a session that may': await session(at, 'assuming', { identity }),
    'a user who may not': await user(at, 'assumer-unable', { identity: [boundary] }),
    'a user who must not': await user(at, 'assumer-denied', { identity: [...identity, document(deny())] }),
    'a user whose boundary ends it': await user(at, 'assumer-bound', { identity, boundary }),
  };
}

/** Trust that names users without more is a known difference. */
function trusts(callers: Record<string, Caller>, account: string): Record<string, object> {
  const first = callers['a user who may']?.principal;
  const second = callers['a session that may']?.context['aws:PrincipalArn'];
  const refusing = (AWS: unknown) => [
    { Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:*' },
    { Effect: 'Deny', Principal: { AWS }, Action: ACTION },
  ];
  return {
    'the account': trusting({ AWS: account }),
    'the account’s root': trusting({ AWS: `arn:aws:iam::${account}:root` }),
    'those who may': trusting({ AWS: [first, second] }),
    'somebody else': trusting({ AWS: `arn:aws:iam::${account}:user/nobody` }),
    'another account': trusting({ AWS: '444455556666' }),
    'a service': trusting({ Service: 'ec2.amazonaws.com' }),
    'but not that user': document(...refusing(first)),
    'but not that role': document(...refusing(second)),
    'for another action': trusting({ AWS: account }, { Action: 'sts:AssumeRoleWithWebIdentity' }),
    'for all but another': { Version: '2012-10-17', Statement: butTagging(account) },
  };
}

const butTagging = (account: string) => ({ Effect: 'Allow', Principal: { AWS: account }, NotAction: 'sts:TagSession' });

/** Conditions of trust that look at the request. */
async function requestCases(at: World): Promise<LiveCase[]> {
  const caller = await user(at, 'assumer-conditional', { identity: [document(allow({ Action: ACTION }))] });
  const conditions: object[] = [
    { StringEquals: { 'sts:ExternalId': 'agreed' } },
    { StringEqualsIfExists: { 'sts:ExternalId': 'agreed' } },
    { StringNotEquals: { 'sts:ExternalId': 'agreed' } },
    { Null: { 'sts:ExternalId': 'false' } },
    { StringLike: { 'sts:RoleSessionName': 'a*' } },
    { StringEquals: { 'aws:username': 'assumer-conditional' } },
    { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
  ];
  const requests = [PLAIN, { ...PLAIN, ExternalId: 'agreed' }, { RoleSessionName: 'beta', ExternalId: 'other' }];
  const cases: LiveCase[] = [];
  for (const Condition of conditions) {
    const trust = trusting({ AWS: at.aws.accountId }, { Condition });
    const { arn } = await role(at, `conditional-${cases.length}`, {}, trust);
    for (const request of requests) {
      const title = `${JSON.stringify(request)}; trusted: ${JSON.stringify(Condition)}`;
      cases.push(assumeCase(title, caller, arn, trust, request));
    }
  }
  return cases;
}

export function assumeCase(title: string, caller: Caller, arn: string, trust: object, request = PLAIN): LiveCase {
  const { ExternalId, RoleSessionName } = request;
  const command = new AssumeRoleCommand({ RoleArn: arn, RoleSessionName, ExternalId });
  return {
    title,
    caller,
    action: ACTION,
    resource: arn,
    resourcePolicy: trust,
    context: { 'sts:RoleSessionName': RoleSessionName, ...(ExternalId && { 'sts:ExternalId': ExternalId }) },
    send: () => caller.client(STSClient).send(command),
  };
}
