import type { Caller } from './answer.ts';
import type { Account, Deployed } from './deployed.ts';
import { holdingsOf } from './holdings.ts';
import { accountOf } from './named.ts';
import { EVERYONE, type Stranger } from './strangers.ts';

/** The name of the session: no policy should depend on it. */
const SESSION = 'session';

/** A role makes its requests in a session, a user itself. */
export function callerOf(principal: Deployed, account: Account): Caller {
  const arn = principal.arn ?? '';
  const isRole = principal.type === 'AWS::IAM::Role';
  const session = `arn:aws:sts::${account.account}:assumed-role/${principal.name}/${SESSION}`;
  const context: Record<string, string> = {
    'aws:PrincipalArn': arn,
    'aws:PrincipalAccount': account.account,
    'aws:PrincipalType': isRole ? 'AssumedRole' : 'User',
    'aws:PrincipalIsAWSService': 'false',
    ...(isRole ? {} : { 'aws:username': principal.name }),
  };
  return {
    name: principal.id,
    principal: isRole ? session : arn,
    principalAccount: account.account,
    context,
    isForeign: false,
    ...holdingsOf(principal, account),
  };
}

/** Somebody of no stack whom a resource's policy names. */
export function callerFrom({ kind, name }: Stranger, { account }: Account): Caller {
  const own = kind === 'AWS' ? (accountOf(name) ?? '') : '';
  const isForeign = own !== '' && own !== account;
  const known = own === '' ? {} : { 'aws:PrincipalArn': name, 'aws:PrincipalAccount': own };
  return {
    name: name === EVERYONE ? 'everyone' : name,
    principal: name,
    principalAccount: own,
    context: { 'aws:PrincipalIsAWSService': String(kind === 'Service'), ...known },
    identity: [],
    boundary: null,
    isForeign,
    unknown: isForeign ? [`the policies of the account ${own} are not in the repository`] : [],
  };
}
