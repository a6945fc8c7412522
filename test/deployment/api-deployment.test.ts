import { deepEqual, equal, match, notEqual } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { ResourceChange } from '../../scripts/aws/changes.ts';
import { awsClients } from '../../scripts/aws/clients.ts';
import { deployEnvironment } from '../../scripts/deployment/execution/deploy.ts';
import { planEnvironment } from '../../scripts/deployment/planning/plan-environment.ts';
import { readEnvironment } from '../../scripts/template/environment.ts';
import { awsFor } from '../embedded/own-aws.ts';
import { environmentFile, repository, write } from './fixture.ts';

/** An API whose one method answers by itself, with this status. */
const api = (status: number) => `
Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: mock}}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: MOCK
        RequestTemplates: {application/json: '{"statusCode": ${status}}'}
        IntegrationResponses: [{StatusCode: ${status}}]
      MethodResponses: [{StatusCode: ${status}}]
  Deployment:
    Type: AWS::ApiGateway::Deployment
    DependsOn: Get
    Properties: {RestApiId: !Ref Api}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: prod}
Outputs:
  Deployment: {Value: !Ref Deployment}
  Path: {Value: !Sub '/_aws/execute-api/\${Api}/prod/'}
`;

async function account(t: TestContext) {
  const aws = await awsFor(t);
  const root = await repository(t, { 'templates/environments/dev.yaml': environmentFile() });
  const optionsFor = async (template: string) => {
    await write(root, 'templates/api.yaml', template);
    const environment = await readEnvironment(root, 'dev', {});
    const { endpoint, credentials } = aws;
    const clients = (region: string) => awsClients({ region, endpoint, credentials });
    const { signal } = new AbortController();
    return { root, environment, clients, signal, report: () => {} };
  };
  const plan = async (template: string) => {
    const { plan: made, failures } = await planEnvironment({ ...(await optionsFor(template)), keep: false });
    const [stack] = made.stacks;
    if (!stack) throw new Error(JSON.stringify(failures));
    return stack;
  };
  const deploy = async (template: string) => {
    const result = await deployEnvironment(await optionsFor(template));
    const [stack] = result.stacks;
    if (!stack || !result.ok) throw new Error(JSON.stringify(result, null, 1));
    return stack;
  };
  return { aws, plan, deploy };
}

function deployments({ changes }: { changes: ResourceChange[] }): Record<string, string> {
  const found = changes.filter(({ type }) => type === 'AWS::ApiGateway::Deployment');
  return Object.fromEntries(found.map(({ action, logicalId }) => [action, logicalId]));
}

test('a changed method yields a new deployment in the change set, and the old one goes', async (t) => {
  const { aws, plan, deploy } = await account(t);
  const { Add: first = '' } = deployments(await deploy(api(200)));
  match(first, /^Deployment[0-9a-f]{10}$/);
  equal((await deploy(api(200))).status, 'unchanged');

  const planned = await plan(api(202));
  const { Add: second = '', ...others } = deployments(planned);
  match(second, /^Deployment[0-9a-f]{10}$/);
  notEqual(second, first);
  deepEqual(others, { Remove: first });

  const updated = await deploy(api(202));
  deepEqual(deployments(updated), deployments(planned));
  equal((await fetch(`${aws.endpoint}${updated.outputs.Path}`)).status, 202);
});
