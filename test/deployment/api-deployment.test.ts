import { deepEqual, equal, match, notEqual } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { awsClients } from '../../scripts/aws/clients.ts';
import { type DeployResult, deployEnvironment } from '../../scripts/deployment/deploy.ts';
import { readEnvironment } from '../../scripts/template/environment.ts';
import { remove, start, temporaryFolder } from '../embedded/fixture.ts';
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
  const folder = await temporaryFolder();
  const aws = await start(folder);
  t.after(async () => {
    await aws.stop();
    await remove(folder);
  });
  const root = await repository(t, { 'templates/environments/dev.yaml': environmentFile() });
  const deploy = async (template: string, dryRun = false): Promise<DeployResult['stacks'][number]> => {
    await write(root, 'templates/api.yaml', template);
    const environment = await readEnvironment(root, 'dev', {});
    const { endpoint, credentials } = aws;
    const clients = (region: string) => awsClients({ region, endpoint, credentials });
    const { signal } = new AbortController();
    const result = await deployEnvironment({ root, environment, clients, signal, dryRun, report: () => {} });
    const [stack] = result.stacks;
    if (!stack || !result.ok) throw new Error(JSON.stringify(result, null, 1));
    return stack;
  };
  return { aws, deploy };
}

function deployments({ changes }: DeployResult['stacks'][number]): Record<string, string> {
  const found = changes.filter(({ type }) => type === 'AWS::ApiGateway::Deployment');
  return Object.fromEntries(found.map(({ action, logicalId }) => [action, logicalId]));
}

test('a changed method yields a new deployment in the change set, and the old one goes', async (t) => {
  const { aws, deploy } = await account(t);
  const { Add: first = '' } = deployments(await deploy(api(200)));
  match(first, /^Deployment[0-9a-f]{10}$/);
  equal((await deploy(api(200))).status, 'unchanged');

  const planned = await deploy(api(202), true);
  const { Add: second = '', ...others } = deployments(planned);
  match(second, /^Deployment[0-9a-f]{10}$/);
  notEqual(second, first);
  deepEqual(others, { Remove: first });

  const updated = await deploy(api(202));
  deepEqual(deployments(updated), deployments(planned));
  equal((await fetch(`${aws.endpoint}${updated.outputs.Path}`)).status, 202);
});
