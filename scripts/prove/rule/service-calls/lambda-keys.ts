import type { Place } from '../../../deployment/readback/concrete.ts';
import { field } from '../../../iam/statements.ts';
import { type Found, ofType, textsIn } from './found.ts';
import { asRole, foreignAccount, instead } from './requests.ts';
import type { ServiceCall } from './service-call.ts';

const BUCKET = 'kms:EncryptionContext:aws:s3:arn';

/**
 * What S3 asks of a key on behalf of a role, for each bucket that the key encrypts.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
export function keyCalls(
  action: string,
  key: Found,
  role: string,
  place: Place,
): Pick<ServiceCall, 'request' | 'attacks'>[] {
  const via = (service: string, region = key.stack.region) => ({
    'kms:ViaService': `${service}.${region}.amazonaws.com`,
  });
  return bucketsOf(key).map(({ arn, properties }) => {
    // With a bucket key the context is the bucket, otherwise the object.
    const subject = hasBucketKey(properties) ? arn : `${arn}/a`;
    const context = { ...via('s3'), [BUCKET]: subject, 'kms:CallerAccount': place.accountId };
    const request = asRole(place, role, action, key.arn, context);
    const other = `arn:${place.partition}:iam::${place.accountId}:role/another`;
    const account = foreignAccount(place);
    const root = `arn:${place.partition}:iam::${account}:root`;
    const attacks = [
      instead(request, 'through another service', via('dynamodb')),
      instead(request, 'in another region', via('s3', 'xx-nowhere-1')),
      instead(request, 'for another bucket', { [BUCKET]: `${arn}-of-others` }),
      instead(request, 'without S3', { 'kms:ViaService': null, [BUCKET]: null }),
      instead({ ...request, principal: other }, 'as another role', { 'aws:PrincipalArn': other }),
      instead({ ...request, principal: root, principalAccount: account }, 'as another account', {
        ...{ 'aws:PrincipalArn': root, 'aws:PrincipalAccount': account, 'kms:CallerAccount': account },
      }),
    ];
    return { request, attacks };
  });
}

function bucketsOf({ stack, name, arn }: Found): Found[] {
  return ofType([stack], 'AWS::S3::Bucket').filter(({ properties }) =>
    textsIn(properties.BucketEncryption).some((text) => text === name || text === arn),
  );
}

function hasBucketKey({ BucketEncryption: encryption }: Found['properties']): boolean {
  const rules = [field(encryption, 'ServerSideEncryptionConfiguration') ?? []].flat();
  return rules.some((rule) => String(field(rule, 'BucketKeyEnabled')) === 'true');
}
