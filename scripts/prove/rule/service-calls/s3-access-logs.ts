import { field } from '../../../iam/statements.ts';
import { ofType } from './found.ts';
import { asService, byOthers, forOthers, withoutTls } from './requests.ts';
import type { ServiceRule } from './service-call.ts';

/** S3 tells in a bucket who used another. */
export const s3AccessLogs: ServiceRule = ({ stacks, place }) =>
  ofType(stacks, 'AWS::S3::Bucket').flatMap(({ properties, name, arn }) => {
    const logging = properties.LoggingConfiguration;
    if (logging === undefined) return [];
    const { place: where, prefix } = destination(logging, name);
    const request = asService(
      place,
      'logging.s3.amazonaws.com',
      's3:PutObject',
      `arn:${place.partition}:s3:::${where}/${prefix}2026-01-02-03-04-05-0123456789ABCDEF`,
      { 'aws:SourceArn': arn, 'aws:SourceAccount': place.accountId },
    );
    return {
      use: `S3 logs who uses ${name}`,
      page: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html',
      request,
      attacks: [...byOthers(place, request), ...forOthers(place, request, [`${arn}-of-others`]), withoutTls(request)],
    };
  });

function destination(logging: unknown, own: string): { place: string; prefix: string } {
  const prefix = field(logging, 'LogFilePrefix');
  return {
    place: String(field(logging, 'DestinationBucketName') ?? own),
    prefix: typeof prefix === 'string' ? prefix : '',
  };
}
