import type { ReviewedDocument, ReviewedResource } from '../../../access/model.ts';
import { type Stated, type StatedCondition, statementsIn, textsAt } from '../../../access/stated/statements.ts';
import { isEveryone } from './public.ts';
import { hasSymbol, withPartition } from './symbols.ts';

export type BucketPart = 'bucket' | 'objects';

/** What of a bucket its policies shut to every request without TLS. */
export function shutToPlain(
  documents: readonly ReviewedDocument[],
  resources: readonly ReviewedResource[],
  { logicalId, properties }: ReviewedResource,
): Set<BucketPart> {
  const names = [`\${${logicalId}}`, ...textsAt(properties.BucketName, []).map(({ text }) => text)];
  const attached = documents.filter(({ owner }) => {
    const policy = resources.find((resource) => resource.logicalId === owner?.logicalId);
    const of = textsAt(policy?.properties.Bucket, []);
    return owner?.type === 'AWS::S3::BucketPolicy' && of.some(({ text }) => names.includes(text));
  });
  const denies = attached.flatMap(statementsIn).filter(deniesPlain);
  const texts = denies.flatMap((deny) => deny.resources.map(({ text }) => text));
  return new Set(texts.flatMap((text) => partsOf(text, logicalId, names)));
}

function deniesPlain({ effect, principals, actions, conditions }: Stated): boolean {
  return (
    effect === 'Deny' &&
    principals.some(isEveryone) &&
    actions.some(({ text }) => /^(s3:)?\*+$/i.test(text)) &&
    conditions.length > 0 &&
    conditions.every(isWithoutTls)
  );
}

/** What more a condition asks for spares requests: it has to match each one without TLS. */
function isWithoutTls({ lower, means, values }: StatedCondition): boolean {
  if (means === null || values.length === 0) return false;
  const { operator, negated } = means;
  if (lower === 's3:tlsversion') {
    const least = operator === 'NumericLessThan' ? 1.2 : operator === 'NumericLessThanEquals' ? 1.1 : Infinity;
    return values.some(({ text }) => Number(text) >= least);
  }
  if (lower !== 'aws:securetransport' || !/^(Bool|String)/.test(operator)) return false;
  return negated
    ? values.every(({ text }) => text.toLowerCase() === 'true')
    : values.some(({ text }) => text.toLowerCase() === 'false');
}

/** A name that is not known before deploying is the bucket's own: S3 refuses the policy with another's. */
function partsOf(written: string, logicalId: string, names: readonly string[]): BucketPart[] {
  const text = withPartition(written).replace(`\${${logicalId}.Arn}`, `arn:aws:s3:::\${${logicalId}}`);
  if (/^\*+$/.test(text)) return ['bucket', 'objects'];
  const [, bucket = '', rest = ''] = /^(?:arn:[^:]*:s3:::)?((?:\$\{[^}]*\}|[^/*${])*)(.*)$/.exec(text) ?? [];
  if (bucket !== '' && !names.includes(bucket) && !hasSymbol(bucket)) return [];
  if (/^\*+$/.test(rest)) return ['bucket', 'objects'];
  if (rest === '') return ['bucket'];
  return /^\/\*+$/.test(rest) ? ['objects'] : [];
}
