import type { StatedCondition } from '../../../access/stated/statements.ts';
import type { Told } from './checks.ts';
import { isPrivate } from './ip.ts';

function isOnSourceIp({ lower, means }: StatedCondition, negated: boolean): boolean {
  return lower === 'aws:sourceip' && means?.operator === 'IpAddress' && means.negated === negated;
}

/** The conditions on aws:SourceIp that name private addresses and no other. @param negated NotIpAddress */
export function onPrivateAlone(conditions: readonly StatedCondition[], negated: boolean): StatedCondition[] {
  return conditions.filter(
    (condition) =>
      isOnSourceIp(condition, negated) &&
      condition.values.length > 0 &&
      condition.values.every(({ text }) => isPrivate(text)),
  );
}

/** Told of each private address that stands beside others in aws:SourceIp. @param negated NotIpAddress */
export function privateAmongOthers(conditions: readonly StatedCondition[], negated: boolean): Told[] {
  return conditions
    .filter((condition) => isOnSourceIp(condition, negated) && condition.values.some(({ text }) => !isPrivate(text)))
    .flatMap(({ values }) => values.filter(({ text }) => isPrivate(text)))
    .map(({ text, path }) => ({
      path,
      message: `no request has the private address ${text} in aws:SourceIp`,
      fix: 'remove it',
    }));
}
