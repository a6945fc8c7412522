import type { ReviewedDocument } from '../../../access/model.ts';
import { type Stated, type StatedPrincipal, textsAt } from '../../../access/stated/statements.ts';
import { scalarText } from '../../../template/scalar-text.ts';
import { isMap } from '../../../template/walk.ts';
import type { Surroundings } from '../../model.ts';
import { restrictsCaller } from './conditions.ts';
import { grants } from './granting.ts';
import { kindOf } from './kinds.ts';
import { isEveryone, isShutByDeny } from './public.ts';
import { templateAt } from './templates.ts';

/** They narrow what others grant, the API authorises its callers itself, or public-lambda-permission tells it. */
const EXEMPT = [
  'AWS::EC2::VPCEndpoint',
  'AWS::ApiGateway::RestApi',
  'AWS::Serverless::Api',
  'AWS::Lambda::Permission',
  'AWS::Lambda::LayerVersionPermission',
];

/** The principal by which the Allow lets anyone in; null where it does not. */
export function publicBy(statement: Stated, document: ReviewedDocument, all: Surroundings): StatedPrincipal | null {
  const everyone = statement.principals.find(isEveryone);
  if (kindOf(document) !== 'resource' || EXEMPT.includes(document.owner?.type ?? '') || !everyone) return null;
  const isShut = restrictsCaller(statement) || isShutByDeny(statement, document) || !grants(statement, document, all);
  return isShut ? null : everyone;
}

const BLOCKS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

/** The template's bucket that the policy is of has all four blocks of public access on. */
export function isBlocked({ owner }: ReviewedDocument, { reviewed }: Surroundings): boolean {
  if (owner?.type !== 'AWS::S3::BucketPolicy') return false;
  const resources = templateAt(owner.template, reviewed)?.resources ?? [];
  const policy = resources.find(({ logicalId }) => logicalId === owner.logicalId);
  const named = textsAt(policy?.properties.Bucket, []).map(({ text }) => text);
  const bucket = resources.find(
    ({ type, logicalId, properties: { BucketName: name } }) =>
      type === 'AWS::S3::Bucket' &&
      [`\${${logicalId}}`, name].some((text) => text !== undefined && named.includes(scalarText(text))),
  );
  const block = bucket?.properties.PublicAccessBlockConfiguration;
  return isMap(block) && BLOCKS.every((name) => scalarText(block[name]) === 'true');
}
