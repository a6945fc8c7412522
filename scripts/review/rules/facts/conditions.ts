import type { Stated, StatedCondition } from '../../../access/stated/statements.ts';
import type { KeyType } from '../../../iam/catalog/condition-keys.ts';
import type { Surroundings } from '../../model.ts';

/** Null for a key that AWS does not list, or whose name is not known before deploying. */
export function typeOf({ key }: StatedCondition, { keyType }: Surroundings): KeyType | null {
  return key.includes('${') ? null : keyType(key);
}

/**
 * Matches every request that has the key: `StringLike: "*"`, `ArnLike: "arn:*"`, `IpAddress: "0.0.0.0/0"`. Ranges beyond
 * /8 and /32 count as all addresses (Amazon S3 User Guide, "Blocking public access: The meaning of public").
 */
export function isVoid({ means, lower, values }: StatedCondition): boolean {
  if (means === null) return true;
  const { operator, negated, ifExists, quantifier } = means;
  if (operator === 'Null') return lower !== 'aws:multifactorauthage' && values.some(({ text }) => text === 'false');
  if (ifExists || quantifier === 'ForAllValues') return true;
  if (negated) return false;
  const all: Partial<Record<typeof operator, RegExp>> = {
    StringLike: /^\?*\*[*?]*$/,
    ArnLike: /^(\*+|arn:\*+|arn(:\*){5,})$/,
    IpAddress: /^\d+\.\d+\.\d+\.\d+\/[0-7]$|^[\da-f:]*:[\da-f:]*\/([0-9]|[12]\d|3[01])$/i,
  };
  return values.some(({ text }) => all[operator]?.test(text));
}

/** It limits neither who the caller is nor what is reached: how it comes, or in which Region. */
export function leavesAll(condition: StatedCondition): boolean {
  const { lower, values } = condition;
  if (isVoid(condition) || lower === 'aws:requestedregion' || isWithoutMfa(condition)) return true;
  return lower === 'aws:securetransport' && values.some(({ text }) => text.toLowerCase() === 'true');
}

/** Sessions without a second factor fulfil it. */
export function isWithoutMfa({ lower, means, values }: StatedCondition): boolean {
  const isPresent = lower === 'aws:multifactorauthpresent' && means?.operator === 'Bool';
  return isPresent && values.some(({ text }) => text.toLowerCase() === 'false');
}

/**
 * Keys of which strangers cannot have the values, so that a condition on them shuts the public out. A name, a tag or a
 * session's identity can be the same in any account, and anyone can come by way of a service.
 */
const WHO =
  /^(aws:(principal(arn|account|orgid|orgpaths|isawsservice|servicename)|userid|source(arn|account|ip|vpc|vpcarn|vpce|orgid|orgpaths|owner)|vpce(account|orgid|orgpaths)|vpcsourceip|federatedprovider)|kms:calleraccount|s3:(dataaccesspointaccount|dataaccesspointarn)|lambda:sourcefunctionarn|elasticfilesystem:accessedviamounttarget|[\w.-]+\.[\w.-]+:.*|saml:.*)$/;

/** Whether a condition keeps strangers out. A negated one only names those that it keeps out. */
export function restrictsCaller({ conditions }: Pick<Stated, 'conditions'>): boolean {
  return conditions.some(
    (condition) =>
      WHO.test(condition.lower) &&
      !isVoid(condition) &&
      condition.means?.negated === false &&
      condition.means.operator !== 'Null' &&
      !condition.values.some(({ text }) => isOfAnyAccount(condition, text)),
  );
}

/** An ARN whose account, or a path whose organisation, is a wildcard: anyone can have a role or a topic of that name. */
export function isOfAnyAccount({ lower, means }: StatedCondition, text: string): boolean {
  if (/orgpaths$/.test(lower)) return /^(o-)?[*?]/.test(text);
  if (!/arn$/.test(lower) || !/^(StringLike|Arn)/.test(means?.operator ?? '')) return false;
  if (/^[*?]/.test(text)) return !/\d{12}|AccountId/.test(text);
  const [, , , , account = ''] = text.replace(/\$\{[^}]*\}/g, 'x').split(':');
  return /^[*?]+$/.test(account);
}

export function conditionsOn({ conditions }: Pick<Stated, 'conditions'>, key: RegExp): StatedCondition[] {
  return conditions.filter(({ lower }) => key.test(lower));
}

/** `StringNotLike: "*"` and the like, which no value of the key can meet. */
export function isNeverMet({ means, values }: StatedCondition, quantifier: 'ForAnyValue' | null): boolean {
  return (
    (means?.operator === 'StringLike' || means?.operator === 'ArnLike') &&
    means.negated &&
    means.quantifier === quantifier &&
    values.some(({ text }) => /^\*+$/.test(text))
  );
}
