import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { documentPlaces, typesWithDocuments } from '../../../scripts/access/read/document-places.ts';
import { documentsOf, reviewed, statementsOf } from './fixture.ts';

const STATEMENT = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const DOCUMENT = { Version: '2012-10-17', Statement: [STATEMENT] };

function template(resources: Record<string, unknown>): string {
  return JSON.stringify({ Resources: resources });
}

for (const type of typesWithDocuments()) {
  test(`${type}: its documents are found, with owner and kind, as maps and as text`, async (t) => {
    const places = documentPlaces(type);
    for (const written of [DOCUMENT, JSON.stringify(DOCUMENT)]) {
      const documents = await Promise.all(
        places.map(async ({ path }) => {
          const properties = path.reduceRight<unknown>((value, step) => ({ [step]: value }), written);
          const all = await reviewed(t, { 'a.json': template({ Owner: { Type: type, Properties: properties } }) });
          equal(all.unreadable.length, 0);
          return documentsOf(all);
        }),
      );
      deepEqual(
        documents.flat().map(({ kind, owner, value }) => ({ kind, owner, value })),
        places.map(({ kind }) => ({
          kind,
          owner: { template: 'a.json', logicalId: 'Owner', type },
          value: DOCUMENT,
        })),
      );
    }
  });
}

test('an organization’s policy is one by its type', async (t) => {
  const policy = (type: string) => ({
    Type: 'AWS::Organizations::Policy',
    Properties: { Type: type, Content: DOCUMENT },
  });
  const all = await reviewed(t, {
    'a.json': template({
      A: policy('SERVICE_CONTROL_POLICY'),
      B: policy('RESOURCE_CONTROL_POLICY'),
    }),
  });
  deepEqual(
    documentsOf(all).map(({ kind }) => kind),
    ['scp', 'rcp'],
  );
});

test('a managed policy that bounds a role is a boundary', async (t) => {
  const all = await reviewed(t, {
    'a.json': template({
      Bound: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: DOCUMENT } },
      Other: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: DOCUMENT } },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: DOCUMENT, PermissionsBoundary: { Ref: 'Bound' } },
      },
    }),
  });
  deepEqual(
    documentsOf(all).map(({ kind }) => kind),
    ['boundary', 'identity', 'trust'],
  );
});

test('a boundary of another stack counts', async (t) => {
  const output = { Value: { Ref: 'Bound' }, Export: { Name: 'bound' } };
  const policy = { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: DOCUMENT } };
  const role = { Type: 'AWS::IAM::Role', Properties: { PermissionsBoundary: { 'Fn::ImportValue': 'bound' } } };
  const all = await reviewed(t, {
    'base.json': JSON.stringify({ Resources: { Bound: policy }, Outputs: { Bound: output } }),
    'user.json': template({ Role: role }),
  });
  equal(documentsOf(all)[0]?.kind, 'boundary');
});

test('a Lambda permission is a statement of the function’s policy, each part where its property stands', async (t) => {
  const all = await reviewed(t, {
    'a.yaml': `
Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties: {FunctionName: worker}
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !Ref Function
      Action: lambda:InvokeFunction
      Principal: s3.amazonaws.com
      SourceAccount: !Ref AWS::AccountId
      SourceArn: arn:aws:s3:::given
`,
  });
  const [document] = documentsOf(all);
  deepEqual(document?.value, {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 's3.amazonaws.com' },
        Action: 'lambda:InvokeFunction',
        Resource: 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:worker',
        Condition: {
          ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::given' },
          StringEquals: { 'AWS:SourceAccount': '${AWS::AccountId}' },
        },
      },
    ],
  });
  deepEqual(document?.at(['Statement', 0, 'Principal', 'Service']), { file: 'a.yaml', line: 11, column: 18 });
  deepEqual(document?.keyAt(['Statement', 0, 'Action']), { file: 'a.yaml', line: 10, column: 7 });
});

test('layer and event bus permissions are statements too', async (t) => {
  const all = await reviewed(t, {
    'a.json': template({
      Layer: {
        Type: 'AWS::Lambda::LayerVersionPermission',
        Properties: { Action: 'lambda:GetLayerVersion', LayerVersionArn: 'arn', Principal: '*', OrganizationId: 'o-1' },
      },
      Bus: {
        Type: 'AWS::Events::EventBusPolicy',
        Properties: { StatementId: 'x', Action: 'events:PutEvents', Principal: '*' },
      },
      Whole: { Type: 'AWS::Events::EventBusPolicy', Properties: { StatementId: 'x', Statement: STATEMENT } },
    }),
  });
  const [layer, bus, whole] = documentsOf(all).map((document) => statementsOf(document)[0]);
  deepEqual(layer, {
    Effect: 'Allow',
    Principal: '*',
    Action: 'lambda:GetLayerVersion',
    Resource: 'arn',
    Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
  });
  equal((bus as { Action: string }).Action, 'events:PutEvents');
  deepEqual(whole, STATEMENT);
});

test('SAM: statements are documents, policy templates are unresolved', async (t) => {
  const all = await reviewed(t, {
    'a.json': template({
      Function: {
        Type: 'AWS::Serverless::Function',
        Properties: { Policies: ['AWSLambdaExecute', DOCUMENT, { S3ReadPolicy: { BucketName: 'x' } }] },
      },
    }),
  });
  equal(documentsOf(all).length, 1);
  deepEqual(
    all.templates[0]?.unresolved.map(({ expression }) => expression),
    ['S3ReadPolicy'],
  );
});

test('SAM makes a role for a function', async (t) => {
  const principal = { Principal: { AWS: { 'Fn::GetAtt': ['WorkerRole', 'Arn'] } } };
  const document = { Statement: [{ ...STATEMENT, ...principal }] };
  const all = await reviewed(t, {
    'a.json': template({
      Worker: { Type: 'AWS::Serverless::Function', Metadata: { Team: 'x' } },
      Policy: { Type: 'AWS::SQS::QueuePolicy', Properties: { PolicyDocument: document } },
    }),
  });
  const [statement] = statementsOf(documentsOf(all)[0]) as { Principal: unknown }[];
  deepEqual(statement?.Principal, { AWS: 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${WorkerRole}' });
  deepEqual(all.templates[0]?.unresolved, []);
  deepEqual(
    all.templates[0]?.resources.map(({ metadata }) => metadata),
    [{ Team: 'x' }, undefined],
  );
});

test('a document of a type that is not known is still reviewed', async (t) => {
  const all = await reviewed(t, {
    'a.json': template({ New: { Type: 'AWS::New::Thing', Properties: { Deep: [{ Rules: DOCUMENT }] } } }),
  });
  equal(documentsOf(all)[0]?.kind, 'unknown');
});

test('text that is no document is a finding, or unresolved where it is not known yet', async (t) => {
  const policy = (text: unknown) => ({ Type: 'AWS::Logs::ResourcePolicy', Properties: { PolicyDocument: text } });
  const all = await reviewed(t, {
    'a.json': template({
      Broken: policy('{"Statement": ['),
      Open: policy({ 'Fn::Sub': '{"Statement": ${AWS::StackName}}' }),
    }),
  });
  deepEqual(
    all.unreadable.map(({ rule, logicalId }) => [rule, logicalId]),
    [['unreadable-file', 'Broken']],
  );
  equal(all.templates[0]?.unresolved.length, 1);
});

test('files of their own: kinds by what they say', async (t) => {
  const trust = { Statement: { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' } };
  const all = await reviewed(t, {
    'identity.json': JSON.stringify(DOCUMENT),
    'policies/org-scp.json': JSON.stringify(DOCUMENT),
    'resource.json': JSON.stringify({ Statement: [{ ...STATEMENT, Principal: '*' }] }),
    'trust.yaml': JSON.stringify(trust),
  });
  deepEqual(
    all.documents.map(({ kind, owner }) => [kind, owner]),
    [
      ['identity', null],
      ['scp', null],
      ['resource', null],
      ['trust', null],
    ],
  );
});
