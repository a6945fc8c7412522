import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { withApiDeployments } from '../../scripts/template/api-deployment.ts';
import { packageStack } from '../../scripts/template/package.ts';
import { environment, repository } from './fixture.ts';

type Json = Record<string, unknown>;

const api = { Ref: 'Api' };
const method = (more: Json = {}) => ({
  Type: 'AWS::ApiGateway::Method',
  Properties: { RestApiId: api, HttpMethod: 'GET', AuthorizationType: 'NONE', ...more },
});
const part = (kind: string, more: Json = {}) => ({
  Type: `AWS::ApiGateway::${kind}`,
  Properties: { RestApiId: api, ...more },
});

/** An API with a deployment, and other resources. */
function template(resources: Json = {}, sections: Json = {}): Json {
  const Resources = {
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'a' } },
    Get: method(),
    Deployment: { Type: 'AWS::ApiGateway::Deployment', DependsOn: 'Get', Properties: { RestApiId: api } },
    ...resources,
  };
  return { ...sections, Resources };
}

function idIn(packaged: Json): string {
  return Object.keys(packaged.Resources as Json).find((id) => id.startsWith('Deployment')) ?? '';
}

function idOf(source: Json, given: Record<string, string> = {}): string {
  return idIn(withApiDeployments(source, given));
}

test('the logical id ends in a hash, the same each time', () => {
  const id = idOf(template());
  match(id, /^Deployment[0-9a-f]{10}$/);
  equal(idOf(template()), id);
  equal(idOf(structuredClone(template())), id);
});

const CHANGES: [title: string, resources: Json][] = [
  ['a method', { Get: method({ AuthorizationType: 'AWS_IAM' }) }],
  ['a method more', { Post: method({ HttpMethod: 'POST' }) }],
  ['a method less', { Get: undefined }],
  ['the API', { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'a', Body: { openapi: '3.0.1' } } } }],
  ['a resource', { Path: part('Resource', { PathPart: 'data' }) }],
  ['a gateway response', { Denied: part('GatewayResponse', { ResponseType: 'DEFAULT_4XX' }) }],
  ['an authorizer', { Users: part('Authorizer', { Name: 'users' }) }],
  ['a model', { Model: part('Model', { Schema: {} }) }],
  ['a request validator', { Validator: part('RequestValidator', { ValidateRequestBody: true }) }],
  ['a method’s condition', { Get: { ...method(), Condition: 'IsOpen' } }],
];

for (const [title, resources] of CHANGES) {
  test(`${title}: another deployment`, () => {
    notEqual(idOf(template(resources)), idOf(template()));
  });
}

const OTHERS: [title: string, resources: Json][] = [
  ['a method of another API', { Other: method({ RestApiId: { Ref: 'Second' } }) }],
  ['a stage', { Stage: part('Stage', { StageName: 'prod' }) }],
  ['what is no part of an API', { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'q' } } }],
  ['the order of keys', { Get: { Properties: reversed(method().Properties), Type: 'AWS::ApiGateway::Method' } }],
  ['the deployment’s description', { Deployment: part('Deployment', { Description: 'new' }) }],
];

function reversed(map: Json): Json {
  return Object.fromEntries(Object.entries(map).reverse());
}

for (const [title, resources] of OTHERS) {
  test(`${title}: the same deployment`, () => {
    equal(idOf(template(resources)), idOf(template()));
  });
}

test('values of parameters count where the API uses them, directly or through a condition', () => {
  const resources = {
    Get: method({ AuthorizationType: { 'Fn::If': ['IsOpen', 'NONE', 'AWS_IAM'] }, OperationName: { Ref: 'Name' } }),
  };
  const Parameters = { Name: { Default: 'n' }, Open: { Default: 'true' }, Other: { Default: 'o' } };
  const Conditions = { IsOpen: { 'Fn::Equals': [{ Ref: 'Open' }, 'true'] } };
  const source = template(resources, { Parameters, Conditions });
  const id = idOf(source);
  notEqual(idOf(source, { Open: 'false' }), id);
  notEqual(idOf(source, { Name: 'm' }), id);
  equal(idOf(source, { Other: 'p' }), id);
  equal(idOf(source, { Open: 'true' }), id, 'a default written out is the same');
});

test('a mapping counts where the API uses it', () => {
  const Get = method({ AuthorizationType: { 'Fn::FindInMap': ['Kinds', 'a', 'b'] } });
  const id = (b: string) => idOf(template({ Get }, { Mappings: { Kinds: { a: { b } } } }));
  notEqual(id('NONE'), id('AWS_IAM'));
});

/** The method's integration is a function, as `Fn::Sub` has it. */
function integrated(lambda: Json, parameters: Record<string, string> = {}): string {
  const Uri = { 'Fn::Sub': 'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/${Bridge.Arn}/invocations' };
  const Bridge = { Type: 'AWS::Lambda::Function', Properties: lambda };
  const source = template(
    { Get: method({ Integration: { Uri } }), Bridge },
    { Parameters: { Name: { Default: 'f' } } },
  );
  return idOf(source, parameters);
}

test('a renamed function is another one to the API, changed code is not', () => {
  const id = integrated({ FunctionName: 'f', Code: 'a' });
  equal(integrated({ FunctionName: 'f', Code: 'b' }), id);
  notEqual(integrated({ FunctionName: 'g', Code: 'a' }), id);
  const named = { FunctionName: { 'Fn::Sub': '${Name}' } };
  notEqual(integrated(named, { Name: 'g' }), integrated(named));
});

function dependsOn(resources: Json): unknown {
  const packaged = withApiDeployments(template(resources), {});
  return (packaged.Resources as Record<string, Json>)[idIn(packaged)]?.DependsOn;
}

const deployment = (more: Json = {}) => ({ ...part('Deployment'), ...more });

const DEPENDENCIES: [title: string, resources: Json, dependsOn: unknown][] = [
  ['of an author who named the only method stays as it is', {}, 'Get'],
  ['that is missing is added', { Deployment: deployment() }, ['Get']],
  [
    'of the author comes first, the missing methods sorted after it',
    { Put: method(), Delete: method(), Deployment: deployment({ DependsOn: ['Log', 'Put'] }) },
    ['Log', 'Put', 'Delete', 'Get'],
  ],
  ['written as text is kept', { Deployment: deployment({ DependsOn: 'Log' }) }, ['Log', 'Get']],
  ['leaves the methods of another API out', { Other: method({ RestApiId: { Ref: 'Second' } }) }, 'Get'],
  ['leaves a method out that may be absent', { Post: { ...method(), Condition: 'IsOpen' } }, 'Get'],
  [
    'has a method that is there whenever the deployment is',
    {
      Post: { ...method(), Condition: 'IsOpen' },
      Put: { ...method(), Condition: 'IsShut' },
      Deployment: deployment({ Condition: 'IsOpen' }),
    },
    ['Get', 'Post'],
  ],
];

for (const [title, resources, expected] of DEPENDENCIES) {
  test(`a deployment’s DependsOn ${title}`, () => {
    deepEqual(dependsOn(resources), expected);
  });
}

test('the order in which methods are written makes no other DependsOn', () => {
  const [one, two] = [{ A: method() }, { B: method() }];
  const Deployment = deployment();
  deepEqual(dependsOn({ ...one, ...two, Deployment }), dependsOn({ ...two, ...one, Deployment }));
});

test('every reference follows, and nothing else', () => {
  const source = template(
    {
      Stage: {
        Type: 'AWS::ApiGateway::Stage',
        DependsOn: ['Get', 'Deployment'],
        Properties: { DeploymentId: { Ref: 'Deployment' }, Description: 'Deployment', Variables: { Deployment: '1' } },
      },
      Queue: { Type: 'AWS::SQS::Queue', DependsOn: 'Deployment' },
    },
    {
      Conditions: { Deployment: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'Deployment'] } },
      Outputs: {
        List: { Value: { 'Fn::GetAtt': ['Deployment', 'DeploymentId'] } },
        Dotted: { Value: { 'Fn::GetAtt': 'Deployment.DeploymentId' } },
        Text: {
          Value: { 'Fn::Sub': '${Deployment} ${Deployment.DeploymentId} ${!Deployment} ${DeploymentX} Deployment' },
        },
        Hidden: { Value: { 'Fn::Sub': ['${Deployment} ${Other}', { Deployment: 'x', Other: { Ref: 'Deployment' } }] } },
        Conditional: {
          Condition: 'Deployment',
          Value: { 'Fn::If': ['Deployment', { Ref: 'Deployment' }, 'Deployment'] },
        },
      },
    },
  );
  const packaged = withApiDeployments(source, {});
  const id = idIn(packaged);
  const { Stage, Queue, ...rest } = packaged.Resources as Record<string, Json>;
  deepEqual(Stage?.DependsOn, ['Get', id]);
  deepEqual(Stage?.Properties, {
    DeploymentId: { Ref: id },
    Description: 'Deployment',
    Variables: { Deployment: '1' },
  });
  equal(Queue?.DependsOn, id);
  deepEqual(Object.keys(rest), ['Api', 'Get', id]);
  deepEqual(packaged.Conditions, source.Conditions);
  deepEqual(packaged.Outputs, {
    List: { Value: { 'Fn::GetAtt': [id, 'DeploymentId'] } },
    Dotted: { Value: { 'Fn::GetAtt': `${id}.DeploymentId` } },
    Text: { Value: { 'Fn::Sub': `\${${id}} \${${id}.DeploymentId} \${!Deployment} \${DeploymentX} Deployment` } },
    Hidden: { Value: { 'Fn::Sub': ['${Deployment} ${Other}', { Deployment: 'x', Other: { Ref: id } }] } },
    Conditional: { Condition: 'Deployment', Value: { 'Fn::If': ['Deployment', { Ref: id }, 'Deployment'] } },
  });
});

test('a template without a deployment is left as it is', () => {
  const source = { Resources: { Queue: { Type: 'AWS::SQS::Queue' } } };
  equal(withApiDeployments(source, {}), source);
});

test('packaging does it, with the environment’s parameters', async (t) => {
  const text = JSON.stringify(
    template(
      { Get: method({ OperationName: { Ref: 'Name' } }) },
      { Parameters: { Name: { Type: 'String', Default: 'n' } } },
    ),
  );
  const root = await repository(t, { 'templates/api.yaml': text });
  const id = async (parameters: Record<string, string>) => {
    const stacks = { api: { region: null, parameters, skip: null } };
    const packaged = await packageStack({ root, stack: 'api', environment: environment({ stacks }), identity: null });
    ok(packaged.body.includes(idIn(packaged.template)));
    return idIn(packaged.template);
  };
  equal(await id({}), await id({ Name: 'n' }));
  notEqual(await id({}), await id({ Name: 'm' }));
});
