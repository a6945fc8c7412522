import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { apiGatewayInvokes } from '../../../../scripts/prove/rule/service-calls/api-gateway-invokes.ts';
import { arn, deploymentOf, type Resources, ref, unnoticed, without } from './given.ts';

const sub = (text: string) => ({ 'Fn::Sub': text });
const RESOURCES: Resources = {
  Work: ['Lambda::Function', { FunctionName: 'work' }],
  Api: ['ApiGateway::RestApi', { Name: 'api' }],
  Runs: [
    'ApiGateway::Resource',
    { RestApiId: ref('Api'), ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, PathPart: 'runs' },
  ],
  Run: ['ApiGateway::Resource', { RestApiId: ref('Api'), ParentId: ref('Runs'), PathPart: '{id}' }],
  GetRun: [
    'ApiGateway::Method',
    {
      ...{ RestApiId: ref('Api'), ResourceId: ref('Run'), HttpMethod: 'GET' },
      Integration: {
        Type: 'AWS_PROXY',
        Uri: sub('arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${Work.Arn}/invocations'),
      },
    },
  ],
  Stage: ['ApiGateway::Stage', { RestApiId: ref('Api'), StageName: 'prod' }],
  Permission: [
    'Lambda::Permission',
    {
      ...{ Action: 'lambda:InvokeFunction', FunctionName: arn('Work'), Principal: 'apigateway.amazonaws.com' },
      SourceArn: sub('arn:aws:execute-api:us-east-1:111122223333:${Api}/prod/GET/runs/*'),
    },
  ],
};

test('a method of a stage invokes its function, and nothing else of any API does', async () => {
  const deployment = deploymentOf(RESOURCES);
  const calls = await apiGatewayInvokes(deployment);
  deepEqual(
    calls.map(({ request }) => request.context['aws:SourceArn']),
    ['arn:aws:execute-api:us-east-1:111122223333:Api0123456789AB/prod/GET/runs/{id}'],
  );
  deepEqual(unnoticed(calls, deployment), []);
});

test('a method that answers by itself, or of an API without a stage, invokes nothing', async () => {
  const GetRun = ['ApiGateway::Method', { RestApiId: ref('Api'), Integration: { Type: 'MOCK' } }] as const;
  deepEqual(await apiGatewayInvokes(deploymentOf({ ...without(RESOURCES, 'GetRun'), GetRun })), []);
  deepEqual(await apiGatewayInvokes(deploymentOf(without(RESOURCES, 'Stage'))), []);
});
