import assert from 'node:assert/strict';
import { test } from 'node:test';
import { awsClients } from '../../scripts/aws/clients.ts';
import { deployEnvironment } from '../../scripts/deployment/execution/deploy.ts';
import { readEnvironment } from '../../scripts/template/environment.ts';
import { awsFor } from '../embedded/own-aws.ts';
import { environmentFile, repository } from './fixture.ts';

/** Answers CloudFormation that it failed, as functions behind custom resources do, after saying why in its log. */
const handler = `export const handler = async (event: Record<string, string>) => {
  console.log('looking for the licence');
  console.error('the licence server said no');
  const { StackId, RequestId, LogicalResourceId, ResponseURL } = event;
  const Status = event.RequestType === 'Delete' ? 'SUCCESS' : 'FAILED';
  const answer = { Status, Reason: 'no licence', PhysicalResourceId: 'none', StackId, RequestId, LogicalResourceId };
  await fetch(String(ResponseURL), { method: 'PUT', body: JSON.stringify(answer) });
};
`;

const template = `Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]
  Licensing:
    Type: AWS::Lambda::Function
    Properties: {Handler: index.handler, Runtime: nodejs24.x, Role: !GetAtt Role.Arn, Code: ../functions/licensing}
  Licence:
    Type: Custom::Licence
    Properties: {ServiceToken: !GetAtt Licensing.Arn, ServiceTimeout: 30}
`;

test('a custom resource that fails is told with what its function logged', async (t) => {
  const aws = await awsFor(t);
  const bucket = `p-dev-artifacts-${aws.accountId}-us-east-1`;
  const root = await repository(t, {
    'templates/environments/dev.yaml': environmentFile(),
    'templates/bucket.yaml': `Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n    Properties: {BucketName: ${bucket}}\n`,
    'templates/app.yaml': template,
    'functions/licensing/handler.ts': handler,
  });
  const { endpoint, credentials } = aws;
  const result = await deployEnvironment({
    ...{ root, environment: await readEnvironment(root, 'dev', {}), signal: new AbortController().signal },
    clients: (region) => awsClients({ region, endpoint, credentials }),
    report: () => {},
  });
  const app = result.stacks.find(({ stack }) => stack === 'app');
  assert.deepEqual([app?.status, app?.cause?.logicalId, app?.cause?.type], ['failed', 'Licence', 'Custom::Licence']);
  assert.match(app?.cause?.message ?? '', /no licence/);
  assert.ok(
    app?.cause?.logs.some((line) => line.includes('the licence server said no')),
    JSON.stringify(app?.cause),
  );
});
