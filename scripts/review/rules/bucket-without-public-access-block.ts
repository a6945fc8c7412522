import { scalarText } from '../../template/scalar-text.ts';
import { isMap } from '../../template/walk.ts';
import type { Rule } from '../model.ts';
import { eachResource } from './facts/checks.ts';

export const bucketWithoutPublicAccessBlock: Rule = {
  id: 'bucket-without-public-access-block',
  code: null,
  severity: 'warning',
  summary: 'A bucket that does not block public access',
  why: 'A policy or an ACL can open it (Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage").',
  check: eachResource(['AWS::S3::Bucket'], ({ properties }) => {
    const block = properties.PublicAccessBlockConfiguration;
    const all = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];
    if (
      isMap(block) &&
      all.every((name) => [block[name]].flat().every((value) => scalarText(value) !== 'false' && value !== undefined))
    )
      return [];
    return [
      {
        path: isMap(block) ? ['PublicAccessBlockConfiguration'] : [],
        message: 'the bucket does not block all public access',
        fix: `PublicAccessBlockConfiguration: {${all.map((name) => `${name}: true`).join(', ')}}`,
      },
    ];
  }),
};
