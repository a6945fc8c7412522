import type { ReviewedDocument } from '../../access/model.ts';
import type { Place } from '../../deployment/readback/concrete.ts';

/** A key that AWS makes for a service in each account and region, and whose policy AWS writes. */
export interface AwsManagedKey {
  arn: string;
  document: ReviewedDocument;
}

/**
 * The key of DynamoDB (`alias/aws/dynamodb`): it may be used through DynamoDB by whoever may use the table.
 * https://docs.aws.amazon.com/kms/latest/developerguide/services-dynamodb.html
 */
export function dynamodbKey(
  { partition, accountId }: Pick<Place, 'partition' | 'accountId'>,
  region: string,
): AwsManagedKey {
  const at = () => ({ file: `aws/dynamodb in ${region}`, line: 1, column: 1 });
  const value = {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Allow access through Amazon DynamoDB for all principals in the account that are authorized to use it',
        ...{ Effect: 'Allow', Principal: { AWS: '*' }, Resource: '*' },
        Action: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncrypt*',
          'kms:GenerateDataKey*',
          'kms:CreateGrant',
          'kms:DescribeKey',
        ],
        Condition: {
          StringEquals: { 'kms:CallerAccount': accountId, 'kms:ViaService': `dynamodb.${region}.amazonaws.com` },
        },
      },
    ],
  };
  const document = { kind: 'resource' as const, owner: null, value, at, keyAt: at };
  return { arn: `arn:${partition}:kms:${region}:${accountId}:key/aws-dynamodb`, document };
}
