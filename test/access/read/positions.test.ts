import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { documentsOf, reviewed, statementsOf } from './fixture.ts';

const INCLUDING = `Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Metadata: {Owner: team}
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument:
        Fn::Transform: {Name: AWS::Include, Parameters: {Location: ../policies/bucket.json}}
`;

const POLICY = `{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
      "Resource": "\${Bucket.Arn}/\${aws:username}" }
  ]
}`;

test('an included document stands in its own file, its placeholders filled in', async (t) => {
  const all = await reviewed(t, { 'templates/a.yaml': INCLUDING, 'policies/bucket.json': POLICY });
  deepEqual(all.documents, []);
  const [document] = documentsOf(all);
  deepEqual(document?.owner, { template: 'templates/a.yaml', logicalId: 'Policy', type: 'AWS::S3::BucketPolicy' });
  deepEqual(document?.at(['Statement', 0, 'Resource']), { file: 'policies/bucket.json', line: 5, column: 19 });
  deepEqual(document?.keyAt(['Statement', 0, 'Resource']), { file: 'policies/bucket.json', line: 5, column: 7 });
  const [statement] = statementsOf(document) as { Resource: string }[];
  equal(statement?.Resource, 'arn:${AWS::Partition}:s3:::${Bucket}/${aws:username}');
});

test('a document that is not there is unresolved', async (t) => {
  const all = await reviewed(t, { 'templates/a.yaml': INCLUDING });
  equal(documentsOf(all).length, 0);
  deepEqual(
    all.templates[0]?.unresolved.map(({ line, reason }) => [line, reason]),
    [[10, 'there is no policies/bucket.json that could be read']],
  );
});

test('an include never reads outside the root', async (t) => {
  const outside = INCLUDING.replace('../policies/bucket.json', '../../../../etc/passwd');
  const all = await reviewed(t, { 'templates/a.yaml': outside });
  equal(documentsOf(all).length, 0);
  equal(all.templates[0]?.unresolved.length, 1);
});

test('a resource’s parts stand where they are written, what is not there at its nearest ancestor', async (t) => {
  const all = await reviewed(t, { 'templates/a.yaml': INCLUDING });
  const [bucket, policy] = all.templates[0]?.resources ?? [];
  deepEqual(bucket?.at(['Metadata', 'Owner']), { file: 'templates/a.yaml', line: 4, column: 23 });
  deepEqual(policy?.keyAt(['Properties', 'Bucket']), { file: 'templates/a.yaml', line: 8, column: 7 });
  equal(policy?.at(['Properties', 'Missing', 'Deep']).line, 8);
  equal(bucket?.at(['Properties']).line, 3);
});

test('a branch’s statement stands where the branch does', async (t) => {
  const all = await reviewed(t, {
    'a.yaml': `Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - !If
            - Wide
            - {Effect: Allow, Action: '*', Resource: '*'}
            - {Effect: Allow, Action: 's3:*',
               Resource: '*'}
`,
  });
  const [document] = documentsOf(all);
  equal(document?.at(['Statement', 0]).line, 9);
  equal(document?.at(['Statement', 1, 'Resource']).line, 11);
  ok(document?.keyAt(['Statement', 1, 'Resource']).column === 16);
});
