import type { TestContext } from 'node:test';
import type { AccessChange } from '../../../../scripts/access/changes.ts';
import { pageData, type Traced } from '../../../../scripts/review/output/html/data/page-data.ts';
import { tracedIn } from '../../../../scripts/review/output/html/data/repository.ts';
import { reviewed } from '../../../access/read/fixture.ts';

const MANAGED = {
  documentOf: (policy: string) => (policy.endsWith('/AdministratorAccess') ? ADMIN : null),
  names: () => ['AdministratorAccess'],
};

const ADMIN = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/** One stack, `a`: a role that writes a bucket's objects, which a service takes on; and a policy that stands alone. */
export const FILES = {
  'templates/a.yaml': `Parameters:
  TableName: {Type: String}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      PermissionsBoundary: arn:aws:iam::111122223333:policy/limit
      ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess, arn:aws:iam::aws:policy/Unknown]
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}
      Policies:
        - PolicyName: p
          PolicyDocument:
            Statement:
              - Sid: Write
                Effect: Allow
                Action: [s3:PutObject, s3:GetObject]
                Resource: !Sub \${Bucket.Arn}/*
                Condition: {StringEquals: {'s3:x-amz-acl': [private, public]}, Bool: {'aws:SecureTransport': true}}
              - Effect: Deny
                NotAction: s3:*
                NotResource: '*'
              - Effect: Allow
                Action: dynamodb:GetItem
                Resource: !Sub arn:aws:dynamodb:*:*:table/\${TableName}
  Bucket:
    Type: AWS::S3::Bucket
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument:
        Statement:
          - {Sid: Tls, Effect: Deny, Principal: '*', Action: 's3:*', Resource: !Sub '\${Bucket.Arn}/*'}
  Topic:
    Type: AWS::SNS::Topic
`,
  'policies/alone.json': '{"Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "arn:aws:sqs:*:*:q"}]}',
};

export async function traced(
  t: TestContext,
  files: Record<string, string>,
  access: readonly AccessChange[] = [],
): Promise<Traced> {
  return tracedIn(await reviewed(t, files), access, MANAGED);
}

export async function dataOf(
  t: TestContext,
  files: Record<string, string> = FILES,
  access: readonly AccessChange[] = [],
) {
  return pageData(await traced(t, files, access));
}
