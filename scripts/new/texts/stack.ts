import { pascal } from '../names.ts';
import { BOUNDARY, functionResources, HAS_BOUNDARY, nameParameters, RETENTION } from './function.ts';
import { indented } from './lines.ts';

/** A template: a bucket, and a function that writes to it. */
export function stackTemplate(name: string): string {
  const id = pascal(name);
  const names = { name, id, nameParameter: 'FunctionName', roleParameter: 'RoleName' };
  const parameters = [bucketName(name), nameParameters(names), RETENTION, BOUNDARY].join('');
  const lambda = functionResources({
    ...names,
    mayDo: "It writes to the stack's bucket, below saved/, and nowhere else.",
    description: 'Keeps what it is given in the bucket.',
    variables: [`BUCKET_NAME: !Ref ${id}Bucket`],
  });
  return `AWSTemplateFormatVersion: '2010-09-09'
Description: >-
  ${name}. A function keeps what it is given in a bucket, under a role that writes there and nowhere else. Nothing is
  public and nothing works without TLS.

Parameters:
${indented(parameters, '  ')}
Conditions:
${indented(HAS_BOUNDARY, '  ')}
Resources:
${indented(`${bucket(id)}\n${bucketPolicy(name, id)}\n${lambda}`, '  ')}
Outputs:
  BucketName:
    Description: The bucket that the function writes to.
    Value: !Ref ${id}Bucket
  FunctionName:
    Description: Invoke it to write an object.
    Value: !Ref ${id}Function
`;
}

function bucketName(name: string): string {
  return `BucketName:
  Type: String
  Default: ${name}
  Description: First part of the bucket's name; account and region follow, because bucket names are global.
`;
}

function bucket(id: string): string {
  return `${id}Bucket:
  Type: AWS::S3::Bucket
  DeletionPolicy: Retain
  UpdateReplacePolicy: Retain
  Properties:
    BucketName: !Sub \${BucketName}-\${AWS::AccountId}-\${AWS::Region}
    VersioningConfiguration:
      Status: Enabled
    BucketEncryption:
      ServerSideEncryptionConfiguration:
        - ServerSideEncryptionByDefault:
            SSEAlgorithm: AES256
    OwnershipControls:
      Rules:
        - ObjectOwnership: BucketOwnerEnforced
    PublicAccessBlockConfiguration:
      BlockPublicAcls: true
      BlockPublicPolicy: true
      IgnorePublicAcls: true
      RestrictPublicBuckets: true
`;
}

function bucketPolicy(name: string, id: string): string {
  return `${id}BucketPolicy:
  Type: AWS::S3::BucketPolicy
  Properties:
    Bucket: !Ref ${id}Bucket
    PolicyDocument:
      Fn::Transform:
        Name: AWS::Include
        Parameters:
          Location: ../policies/${name}-bucket.json
`;
}
