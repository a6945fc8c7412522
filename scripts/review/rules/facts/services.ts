import type { ReviewedDocument } from '../../../access/model.ts';
import { own } from '../../../template/own.ts';
import { kindOf } from './kinds.ts';

/** What the statements of a resource's policy can speak of. */
const SERVICES: Record<string, string> = {
  'AWS::S3::BucketPolicy': 's3',
  'AWS::SQS::QueuePolicy': 'sqs',
  'AWS::SNS::TopicPolicy': 'sns',
  'AWS::KMS::Key': 'kms',
  'AWS::SecretsManager::ResourcePolicy': 'secretsmanager',
  'AWS::ECR::Repository': 'ecr',
  'AWS::DynamoDB::Table': 'dynamodb',
};

/** The prefix of the service whose actions the resource policy can name; null where it is not known. */
export function ownerService(document: ReviewedDocument): string | null {
  if (kindOf(document) === 'trust') return 'sts';
  return own(SERVICES, document.owner?.type ?? '') ?? null;
}
