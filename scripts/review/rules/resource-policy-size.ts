import { own } from '../../template/own.ts';
import type { Rule } from '../model.ts';
import { eachDocument } from './facts/checks.ts';
import { kindOf } from './facts/kinds.ts';
import { oversized } from './facts/policy-size.ts';

const QUOTAS: Record<string, number> = {
  'AWS::KMS::Key': 32_768,
  'AWS::KMS::ReplicaKey': 32_768,
  'AWS::SNS::TopicPolicy': 30_720,
  'AWS::SNS::TopicInlinePolicy': 30_720,
  'AWS::ECR::Repository': 10_240,
  'AWS::Events::EventBus': 10_240,
  'AWS::Events::EventBusPolicy': 10_240,
  'AWS::SQS::QueuePolicy': 8_192,
  'AWS::SQS::QueueInlinePolicy': 8_192,
  'AWS::ApiGateway::RestApi': 8_192,
  'AWS::Logs::ResourcePolicy': 5_120,
  'AWS::OpenSearchService::Domain': 102_400,
  'AWS::Elasticsearch::Domain': 102_400,
};

export const resourcePolicySize: Rule = {
  id: 'resource-policy-size',
  code: 'POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA',
  severity: 'warning',
  summary: 'A resource policy that is too long',
  why: 'AWS refuses it when it is deployed (quotas of each service).',
  check: eachDocument((document) =>
    kindOf(document) === 'resource'
      ? oversized(document, own(QUOTAS, document.owner?.type ?? '') ?? 20_480, 'the policy of such a resource')
      : [],
  ),
};
