import { field } from '../../../iam/statements.ts';
import type { ProvedStack } from '../../deployment.ts';
import { type Found, ofType } from './found.ts';
import { asService, byOthers, forOthers, inAnotherAccount, withoutTls } from './requests.ts';
import type { ServiceRule } from './service-call.ts';

/** A distribution reads the objects of its origins. */
export const cloudfrontReads: ServiceRule = ({ stacks, place }) =>
  ofType(stacks, 'AWS::CloudFront::Distribution').flatMap(({ stack, properties, name, arn }) => {
    const origins = [field(properties.DistributionConfig, 'Origins') ?? []].flat();
    return origins.flatMap((origin) => {
      const bucket = field(origin, 'OriginAccessControlId') === undefined ? null : bucketOf(origin, stack);
      if (bucket === null) return [];
      const request = asService(place, 'cloudfront.amazonaws.com', 's3:GetObject', `${bucket.arn}/index.html`, {
        'aws:SourceArn': arn,
      });
      const others = [`${arn}OTHER`, inAnotherAccount(place, arn)];
      return {
        use: `CloudFront serves ${bucket.name} as ${name}`,
        page: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html',
        request,
        attacks: [...byOthers(place, request), ...forOthers(place, request, others), withoutTls(request)],
      };
    });
  });

/** By `<bucket>.s3.<region>.amazonaws.com`, or where that is an attribute that only S3 knows. */
function bucketOf(origin: unknown, stack: ProvedStack): Found | null {
  const domain = String(field(origin, 'DomainName'));
  const isIt = ({ logicalId, name }: Found) =>
    domain.startsWith(`${name}.s3.`) || domain.startsWith(`\${${logicalId}.`);
  return ofType([stack], 'AWS::S3::Bucket').find(isIt) ?? null;
}
