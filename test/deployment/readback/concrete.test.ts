import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { concrete, isMadeUp } from '../../../scripts/deployment/readback/concrete.ts';
import { PLACE } from '../../review/live/fixture.ts';

test('symbols become texts that AWS takes; variables of IAM and escapes stay', () => {
  const texts = {
    '${AWS::AccountId}': '111122223333',
    'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${Queue}': 'arn:aws:sqs:eu-west-1:111122223333:queue',
    'queue.${AWS::URLSuffix}': 'queue.amazonaws.com',
    '${Topic.TopicArn}': 'arn:aws:iam::111122223333:role/topic-topicarn',
    '${other::Role}': 'other-role',
    '${Fn::ImportValue My Name}': 'fn-importvalue-my-name',
    '${aws:username}/${*}/${?}/${$}': '${aws:username}/${*}/${?}/${$}',
    '${Ref ***}': 'ref',
  };
  for (const [written, expected] of Object.entries(texts)) equal(concrete(written, PLACE), expected);
  deepEqual(concrete({ '${A}': ['${A}', 1] }, { ...PLACE, partition: 'aws-cn' }), { a: ['a', 1] });
  deepEqual(['${X.Arn}', '${X}', '${AWS::Region}', 3].map(isMadeUp), [true, false, false, false]);
});
