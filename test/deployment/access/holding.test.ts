import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { documentPlaces, typesWithDocuments } from '../../../scripts/access/read/document-places.ts';
import { policiesDiffer } from '../../../scripts/deployment/access/holding.ts';
import { settledText } from '../../../scripts/deployment/access/texts.ts';
import { type Template, text } from './builders.ts';

const side = (Resources: Template, Outputs: Template = {}) => [settledText(text('lab', { Resources, Outputs }))];
const one = (Type: string, Properties: Template) => side({ R: { Type, Properties } });

test('every place where a type holds a policy counts', () => {
  const missed = typesWithDocuments().filter((type) =>
    documentPlaces(type).some(({ path: [first = ''] }) => {
      const [before, after] = ['a', 'b'].map((Sid) => one(type, { [first]: { Statement: [{ Sid }] } }));
      return !policiesDiffer(before ?? [], after ?? []);
    }),
  );
  deepEqual(missed, []);
});

test('so does what gives a policy without holding one', () => {
  const types = ['AWS::Lambda::Permission', 'AWS::Lambda::LayerVersionPermission', 'AWS::Events::EventBusPolicy'];
  const attaching = ['AWS::IAM::UserToGroupAddition', 'AWS::IAM::InstanceProfile', 'AWS::Serverless::Connector'];
  for (const type of [...types, ...attaching]) {
    equal(policiesDiffer(one(type, { Principal: '1' }), one(type, { Principal: '2' })), true, type);
  }
  equal(policiesDiffer(one('AWS::KMS::Key', {}), one('AWS::KMS::Key', { 'Fn::Transform': { Name: 'M' } })), true);
});

test('a policy that comes or goes counts, and so does the name of what it is of', () => {
  const user = (BucketName: string) => ({
    B: { Type: 'AWS::S3::Bucket', Properties: { BucketName } },
    U: { Type: 'AWS::IAM::User', Properties: { Policies: [{ 'Fn::GetAtt': ['B', 'Arn'] }] } },
  });
  equal(policiesDiffer(side(user('a')), side(user('b'))), true);
  equal(policiesDiffer(side({}), side(user('a'))), true);
  equal(policiesDiffer(side(user('a')), side({ B: user('a').B })), true);
});

test('what an output exports counts where a policy imports', () => {
  const imported = { U: { Type: 'AWS::IAM::User', Properties: { Path: { 'Fn::ImportValue': 'x' } } } };
  const output = (Value: string) => ({ X: { Value, Export: { Name: 'x' } } });
  equal(policiesDiffer(side(imported, output('a')), side(imported, output('b'))), true);
  equal(policiesDiffer(side({}, output('a')), side({}, output('b'))), false);
});

test('all else does not, whatever order it stands in', () => {
  equal(
    policiesDiffer(one('AWS::S3::Bucket', { BucketName: 'a' }), one('AWS::S3::Bucket', { BucketName: 'b' })),
    false,
  );
  equal(policiesDiffer(one('AWS::KMS::Key', { Enabled: true }), one('AWS::KMS::Key', { Enabled: false })), false);
  const [A, B] = [{ Type: 'AWS::IAM::Group', Properties: {} }, { Type: 'AWS::SQS::Queue' }];
  equal(policiesDiffer(side({ A, B }), side({ B, A })), false);
});
