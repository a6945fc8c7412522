import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { temporaryFolder } from './running.ts';

/** A user pool, and a client that a test can sign in by without a browser. */
export const POOL = {
  Pool: {
    Type: 'AWS::Cognito::UserPool',
    Properties: {
      UserPoolName: 'people',
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      Policies: {
        PasswordPolicy: {
          MinimumLength: 14,
          RequireLowercase: true,
          RequireUppercase: true,
          RequireNumbers: true,
          RequireSymbols: true,
        },
      },
    },
  },
  PoolClient: {
    Type: 'AWS::Cognito::UserPoolClient',
    Properties: {
      UserPoolId: { Ref: 'Pool' },
      ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    },
  },
};

export const POOL_OUTPUTS = {
  UserPoolId: { Value: { Ref: 'Pool' } },
  UserPoolClientId: { Value: { Ref: 'PoolClient' } },
  RequireSignIn: { Value: 'true' },
};

const API = {
  Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'hello' } },
  Hello: {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId: { Ref: 'Api' },
      ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] },
      HttpMethod: 'GET',
      AuthorizationType: 'NONE',
      Integration: {
        Type: 'MOCK',
        RequestTemplates: { 'application/json': '{"statusCode": 200}' },
        IntegrationResponses: [{ StatusCode: '200', ResponseTemplates: { 'application/json': 'the site' } }],
      },
      MethodResponses: [{ StatusCode: '200' }],
    },
  },
  Deployment: { Type: 'AWS::ApiGateway::Deployment', DependsOn: 'Hello', Properties: { RestApiId: { Ref: 'Api' } } },
  Stage: {
    Type: 'AWS::ApiGateway::Stage',
    Properties: { RestApiId: { Ref: 'Api' }, DeploymentId: { Ref: 'Deployment' }, StageName: 'prod' },
  },
};

const DISTRIBUTION = {
  Type: 'AWS::CloudFront::Distribution',
  DependsOn: 'Stage',
  Properties: {
    DistributionConfig: {
      Enabled: true,
      Origins: [
        {
          Id: 'api',
          DomainName: '127.0.0.1',
          OriginPath: { 'Fn::Sub': '/_aws/execute-api/${Api}/prod' },
          CustomOriginConfig: { HTTPPort: { Ref: 'FrontPort' }, OriginProtocolPolicy: 'http-only' },
        },
      ],
      DefaultCacheBehavior: {
        TargetOriginId: 'api',
        ViewerProtocolPolicy: 'https-only',
        CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
      },
    },
  },
};

/** A repository whose one stack is a site that people sign in to; its origin is the embedded AWS, by its port. */
export async function siteRepository(t: TestContext): Promise<string> {
  const root = await temporaryFolder(t, 'site-root');
  const template = {
    Parameters: { FrontPort: { Type: 'Number' } },
    Resources: { ...API, ...POOL, Distribution: DISTRIBUTION },
    Outputs: { ...POOL_OUTPUTS, DistributionDomain: { Value: { 'Fn::GetAtt': ['Distribution', 'DomainName'] } } },
  };
  const environment =
    'region: us-east-1\nprefix: site\nstacks: {web: {parameters: {FrontPort: "${AWS_ENDPOINT_PORT}"}}}\n';
  await mkdir(join(root, 'templates', 'environments'), { recursive: true });
  await writeFile(join(root, 'templates', 'web.json'), JSON.stringify(template));
  await writeFile(join(root, 'templates', 'environments', 'local.yaml'), environment);
  return root;
}
