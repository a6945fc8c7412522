import type { ResourceChange } from '../../../scripts/aws/changes.ts';
import { predictedChanges } from '../../../scripts/deployment/change/predicted.ts';
import { type SettledTemplate, settledTemplate } from '../../../scripts/deployment/change/settled.ts';

/** Schemas of a few types; for any other there is none. */
const CREATE_ONLY: Record<string, string[]> = {
  'AWS::DynamoDB::Table': ['TableName', 'ImportSourceSpecification'],
  'AWS::S3::Bucket': ['BucketName'],
  'AWS::SNS::Topic': ['TopicName'],
  'AWS::SNS::Subscription': ['TopicArn', 'Endpoint'],
  'AWS::SQS::Queue': ['QueueName'],
  'AWS::RDS::DBInstance': ['DBInstanceIdentifier'],
  'AWS::Lambda::Function': ['FunctionName', 'Tenancy/Mode'],
};

export const schemas = {
  createOnlyOf: (type: string) => (Object.hasOwn(CREATE_ONLY, type) ? (CREATE_ONLY[type] ?? null) : null),
};

/** Settled with nothing known but what is given. */
export function settled(
  resources: Record<string, unknown>,
  values: Record<string, string> = {},
  more: Record<string, unknown> = {},
): SettledTemplate {
  return settledTemplate({ Resources: resources, ...more }, new Map(Object.entries(values)));
}

export function resource(type: string, properties: Record<string, unknown> = {}, more: Record<string, unknown> = {}) {
  return { Type: type, Properties: properties, ...more };
}

export function predicted(before: Record<string, unknown> | null, after: Record<string, unknown>): ResourceChange[] {
  return predictedChanges(before && settled(before), settled(after), schemas);
}
