import type { Gain } from '../../../scripts/iam/compare/gain.ts';
import type { Request } from '../../../scripts/iam/decide/evaluate.ts';
import { ownerIn } from './requests.ts';

/** Whether one of a gain's principals is who makes the request, its role, or all those that no policy names. */
export function spokenFor({ principal, principalAccount }: Request, principals: readonly string[]): boolean {
  if (!principal.startsWith('arn:')) return principals.includes(principal);
  const [kind, name] = principal.split(':').slice(5).join(':').split('/');
  const isRole = kind === 'assumed-role';
  const own = isRole ? [principal, `arn:aws:iam::${principalAccount}:role/${name}`] : [principal];
  const unnamed = ['*', principalAccount].map((account) => `arn:aws:iam::${account}:${isRole ? 'role' : 'user'}/*`);
  return principals.length === 0 || principals.some((spoken) => own.includes(spoken) || unnamed.includes(spoken));
}

/** Whether a resource can be of the account that a gain is about: of a principal's own, or of another. */
export function isConceivable(resource: string, { principals, witness }: Gain): boolean {
  const owner = ownerIn(resource);
  if (owner === null || witness.principalAccount !== witness.resourceAccount) return true;
  const accounts = (principals ?? [witness.principal]).map((principal) => principal.split(':')[4]);
  return accounts.includes(owner);
}
