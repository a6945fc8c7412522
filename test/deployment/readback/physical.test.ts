import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { filled, symbolsOf, unknownIn } from '../../../scripts/deployment/readback/physical.ts';

const PSEUDO = new Map([
  ['AWS::Partition', 'aws'],
  ['AWS::Region', 'eu-west-1'],
  ['AWS::AccountId', '111122223333'],
]);
const ids = new Set(['Queue', 'Table']);

function nameOf(type: string, physicalId: string): string | undefined {
  return symbolsOf([{ logicalId: 'X', physicalId, type }], PSEUDO).get('X');
}

test('the name is found in what CloudFormation calls the physical id', () => {
  equal(nameOf('AWS::S3::Bucket', 'b'), 'b');
  equal(nameOf('AWS::SNS::Topic', 'arn:aws:sns:eu-west-1:111122223333:t'), 't');
  equal(nameOf('AWS::SQS::Queue', 'https://sqs.eu-west-1.amazonaws.com/111122223333/q'), 'q');
  equal(nameOf('AWS::IAM::ManagedPolicy', 'arn:aws:iam::111122223333:policy/team/p'), 'p');
  equal(
    nameOf('AWS::SecretsManager::Secret', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:s-AbCdEf'),
    's-AbCdEf',
  );
  equal(nameOf('AWS::SecretsManager::Secret', 's'), undefined);
  equal(nameOf('AWS::SNS::Topic', 'arn:aws:sns:us-east-1:444455556666:t'), 'arn:aws:sns:us-east-1:444455556666:t');
  equal(nameOf('AWS::New::Thing', 'arn:aws:new:::thing/x'), 'arn:aws:new:::thing/x');
});

test('symbols are filled in, variables of IAM stay', () => {
  deepEqual(filled({ a: ['${AWS::Region}-${aws:username}', 1] }, PSEUDO), { a: ['eu-west-1-${aws:username}', 1] });
});

test('what is left of the template is unknown, and nothing else', () => {
  equal(unknownIn(['${aws:username}', '${*}', '${Other}'], ids), null);
  equal(unknownIn('x ${Table.Unheard}', ids), '${Table.Unheard}');
  equal(unknownIn('${other::Queue}', ids), '${other::Queue}');
  equal(unknownIn('${Fn::ImportValue x}', ids), '${Fn::ImportValue x}');
});
