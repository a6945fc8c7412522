import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scopeOf, templateFacts } from '../../scripts/deployment/template-facts.ts';

const place = { accountId: '111122223333', region: 'eu-west-1', partition: 'aws', stackName: 'p-dev-app' };
const sub = (text: string) => ({ 'Fn::Sub': text });

test('finds exports, imports and buckets by the names they will have', () => {
  const template = {
    Parameters: { Prefix: { Type: 'String' }, Kind: { Type: 'String', Default: 'main' }, Port: { Default: 80 } },
    Resources: {
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: sub('${Prefix}-${AWS::AccountId}') } },
      Unnamed: { Type: 'AWS::S3::Bucket' },
      Queue: {
        Type: 'AWS::SQS::Queue',
        Properties: { QueueName: { 'Fn::Join': ['-', [{ 'Fn::ImportValue': sub('${Prefix}-${Kind}-name') }]] } },
      },
      Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: { 'Fn::ImportValue': { Ref: 'Queue' } } } },
    },
    Outputs: {
      Plain: { Value: 'x' },
      Exported: { Value: 'x', Export: { Name: sub('${AWS::StackName}-${Port}') } },
      Again: { Value: { 'Fn::ImportValue': 'fixed' } },
    },
  };
  assert.deepEqual(templateFacts(template, scopeOf(template, { Prefix: 'p' }, place)), {
    exports: ['p-dev-app-80'],
    imports: ['fixed', 'p-main-name'],
    buckets: ['p-111122223333'],
  });
});

test('a given parameter goes before the default, and no parameter before a pseudo parameter', () => {
  const scope = scopeOf({ Parameters: { Kind: { Default: 'main' } } }, { Kind: 'other', 'AWS::Region': 'x' }, place);
  assert.deepEqual([scope.get('Kind'), scope.get('AWS::Region')], ['other', 'eu-west-1']);
});

test('the domain of the services follows the partition', () => {
  const suffixIn = (partition: string) => scopeOf({}, {}, { ...place, partition }).get('AWS::URLSuffix');
  assert.deepEqual(['aws', 'aws-cn', 'aws-us-gov'].map(suffixIn), [
    'amazonaws.com',
    'amazonaws.com.cn',
    'amazonaws.com',
  ]);
});

test('a template without sections has no facts', () => {
  assert.deepEqual(templateFacts({}, new Map()), { exports: [], imports: [], buckets: [] });
});
