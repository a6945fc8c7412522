import { textsAt } from '../../access/stated/statements.ts';
import { scalarText } from '../../template/scalar-text.ts';
import { isMap } from '../../template/walk.ts';
import type { Rule } from '../model.ts';
import { eachResource } from './facts/checks.ts';

export const bucketWithPublicAcl: Rule = {
  id: 'bucket-with-public-acl',
  code: null,
  severity: 'error',
  summary: 'A bucket that its ACL opens to everyone',
  why: 'Anyone can list it, and write into it with PublicReadWrite (Amazon S3 User Guide, "Access control list overview: Canned ACL").',
  check: eachResource(['AWS::S3::Bucket'], ({ properties }) => {
    const block = properties.PublicAccessBlockConfiguration;
    const isBlocked = isMap(block) && ['BlockPublicAcls', 'IgnorePublicAcls'].some((name) => isTrue(block[name]));
    if (isBlocked) return [];
    return textsAt(properties.AccessControl, ['AccessControl'])
      .filter(({ text }) => /^(PublicRead|PublicReadWrite|AuthenticatedRead)$/.test(text))
      .map(({ text, path }) => ({
        path,
        message: `${text} opens the bucket to ${text === 'AuthenticatedRead' ? 'every account of AWS' : 'everyone'}`,
        fix: 'remove AccessControl; serve what is public by CloudFront with an origin access control',
      }));
  }),
};

function isTrue(value: unknown): boolean {
  return [value].flat().every((one) => scalarText(one) === 'true');
}
