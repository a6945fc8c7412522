import { field } from '../../../iam/statements.ts';
import { ofType } from './found.ts';
import { asService, byOthers, forOthers } from './requests.ts';
import type { ServiceRule } from './service-call.ts';

/** A bucket calls functions for what happens to its objects. */
export const s3Invokes: ServiceRule = ({ stacks, place }) =>
  ofType(stacks, 'AWS::S3::Bucket').flatMap(({ properties, name, arn }) => {
    const listed = [field(properties.NotificationConfiguration, 'LambdaConfigurations') ?? []].flat();
    return listed.map((one) => {
      const called = String(field(one, 'Function'));
      const request = asService(place, 's3.amazonaws.com', 'lambda:InvokeFunction', called, {
        ...{ 'aws:SourceArn': arn, 'aws:SourceAccount': place.accountId },
      });
      return {
        use: `S3 invokes ${called.split(':').at(-1)} for objects of ${name}`,
        page: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html',
        request,
        attacks: [...byOthers(place, request), ...forOthers(place, request, [`${arn}-of-others`])],
      };
    });
  });
