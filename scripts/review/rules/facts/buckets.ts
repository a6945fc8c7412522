import type { ReviewedDocument } from '../../../access/model.ts';
import type { Surroundings } from '../../model.ts';
import { withPartition } from './symbols.ts';
import { templateAt } from './templates.ts';

/** Whether an ARN is that of a bucket or of objects in it; null for what is neither, or may be both. */
export function bucketPart(text: string, document: ReviewedDocument, all: Surroundings): 'bucket' | 'object' | null {
  const rest = afterBucket(text, document, all);
  if (rest === null) return null;
  return rest.startsWith('/') ? 'object' : rest === '' ? 'bucket' : null;
}

function afterBucket(text: string, document: ReviewedDocument, all: Surroundings): string | null {
  const attribute = /^\$\{(\w+)\.Arn\}(.*)$/.exec(text);
  if (attribute) return isBucket(attribute[1], document, all) ? (attribute[2] ?? '') : null;
  const written = /^arn:[^:]*:s3:::(.*)$/.exec(withPartition(text))?.[1];
  if (written === undefined) return null;
  const plain = written.replace(/\$\{(\w+)\}/g, (symbol, name) =>
    isBucket(name, document, all) || /bucket(name)?$/i.test(name) || /^AWS/.test(name) ? 'x' : symbol,
  );
  const named = plain.replace(/\$\{AWS::\w+\}/g, 'x');
  // The variables of a policy are filled in with names, whatever stands between their braces.
  const opaque = named.replace(/\$\{[^}]*\}/g, (variable) => '$'.repeat(variable.length));
  const slash = opaque.indexOf('/');
  const bucket = slash < 0 ? named : named.slice(0, slash);
  if (slash >= 0) return named.slice(slash);
  return /[*?$]/.test(bucket) ? null : '';
}

function isBucket(name: string | undefined, { owner }: ReviewedDocument, { reviewed }: Surroundings): boolean {
  const template = owner === null ? undefined : templateAt(owner.template, reviewed);
  return template?.resources.some(({ logicalId, type }) => logicalId === name && type === 'AWS::S3::Bucket') ?? false;
}
