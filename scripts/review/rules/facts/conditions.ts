import type { KeyType } from '../../../iam/catalog/condition-keys.ts';
import type { Surroundings } from '../../model.ts';
import type { Stated, StatedCondition } from './statements.ts';

/** Null for a key that AWS does not list, or whose name is not known before deploying. */
export function typeOf({ key }: StatedCondition, { keyType }: Surroundings): KeyType | null {
  return key.includes('${') ? null : keyType(key);
}

/** Matches every request that has the key: `StringLike: "*"`, `ArnLike: "arn:*"`, `IpAddress: "0.0.0.0/0"`. */
export function isVoid({ means, lower, values }: StatedCondition): boolean {
  if (means === null) return true;
  const { operator, negated, ifExists, quantifier } = means;
  if (operator === 'Null') return lower !== 'aws:multifactorauthage' && values.some(({ text }) => text === 'false');
  if (ifExists || quantifier === 'ForAllValues') return true;
  if (negated) return false;
  const all: Partial<Record<typeof operator, RegExp>> = {
    StringLike: /^\*+$/,
    ArnLike: /^(\*+|arn:\*+|arn(:\*){5,})$/,
    IpAddress: /^(0\.0\.0\.0|::)\/0$/,
  };
  return values.some(({ text }) => all[operator]?.test(text));
}

/** Keys that say who the caller is or where a request comes from, so that a condition on them shuts the public out. */
const WHO =
  /^(aws:(principal(arn|account|orgid|orgpaths|tag\/.*|isawsservice|servicename|type)|userid|username|source(arn|account|ip|vpc|vpcarn|vpce|orgid|orgpaths|owner|identity)|vpce(account|orgid|orgpaths)|vpcsourceip|federatedprovider)|kms:(calleraccount|viaservice)|s3:(dataaccesspointaccount|dataaccesspointarn)|lambda:sourcefunctionarn|elasticfilesystem:accessedviamounttarget|[\w.-]+\.[\w.-]+:(sub|aud|.*)|sts:externalid|saml:.*)$/;

/** Whether a condition keeps strangers out. A negated one only names those that it keeps out. */
export function restrictsCaller({ conditions }: Stated): boolean {
  return conditions.some(
    (condition) => WHO.test(condition.lower) && !isVoid(condition) && condition.means?.negated === false,
  );
}

export function conditionsOn({ conditions }: Pick<Stated, 'conditions'>, key: RegExp): StatedCondition[] {
  return conditions.filter(({ lower }) => key.test(lower));
}
