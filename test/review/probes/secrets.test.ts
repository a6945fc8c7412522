import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { RULES } from '../../../scripts/review/rules/index.ts';
import { reviewed } from '../../access/read/fixture.ts';
import { check } from '../rules/cases.ts';
import { template } from './probe.ts';

type Properties = Record<string, unknown>;

/** Whether a secret is found in a resource of this type, and nothing where it is kept elsewhere. */
function kept(type: string, properties: (secret: unknown) => Properties, metadata?: (secret: unknown) => Properties) {
  const of = (secret: unknown) =>
    template({
      It: { Type: type, Properties: properties(secret), ...(metadata ? { Metadata: metadata(secret) } : {}) },
    });
  test(`${type}: ${JSON.stringify((metadata ?? properties)(''))}`, async (t) => {
    deepEqual(await told(t, of('hunter22')), ['secret-in-property']);
    deepEqual(await told(t, of('{{resolve:secretsmanager:orders:SecretString:password}}')), []);
  });
}

async function told(t: Parameters<typeof reviewed>[0], files: Record<string, string>, most = 'rule') {
  const found = check(await reviewed(t, files), RULES).filter(({ rule }) => rule.includes('secret'));
  return found.map(({ rule, message }) => (most === 'rule' ? rule : message));
}

kept('AWS::AmazonMQ::Broker', (Password) => ({ Users: [{ Username: 'u', Password }] }));
kept('AWS::DMS::Endpoint', (Password) => ({ Password }));
kept('AWS::DMS::Endpoint', (Password) => ({ MongoDbSettings: { Password } }));
kept('AWS::DirectoryService::SimpleAD', (Password) => ({ Password }));
kept('AWS::DirectoryService::MicrosoftAD', (Password) => ({ Password }));
kept('AWS::Amplify::App', (AccessToken) => ({ AccessToken }));
kept('AWS::Amplify::App', (OauthToken) => ({ OauthToken }));
kept('AWS::Amplify::App', (Password) => ({ BasicAuthConfig: { Password } }));
kept('AWS::EMR::Cluster', (KdcAdminPassword) => ({ KerberosAttributes: { KdcAdminPassword } }));
kept('AWS::EMR::Cluster', (ADDomainJoinPassword) => ({ KerberosAttributes: { ADDomainJoinPassword } }));
kept('AWS::KinesisFirehose::DeliveryStream', (Password) => ({ RedshiftDestinationConfiguration: { Password } }));
kept('Alexa::ASK::Skill', (ClientSecret) => ({ AuthenticationConfiguration: { ClientSecret } }));
kept('Alexa::ASK::Skill', (RefreshToken) => ({ AuthenticationConfiguration: { RefreshToken } }));
kept('AWS::OpsWorks::App', (SshKey) => ({ AppSource: { SshKey } }));
kept('AWS::OpsWorks::Stack', (Password) => ({ CustomCookbooksSource: { Password } }));
kept('AWS::Pinpoint::APNSVoipChannel', (TokenKey) => ({ TokenKey }));
kept('AWS::Pinpoint::GCMChannel', (ApiKey) => ({ ApiKey }));
kept('AWS::CodePipeline::Pipeline', (OAuthToken) => ({ Stages: [{ Actions: [{ Configuration: { OAuthToken } }] }] }));
kept('AWS::CodePipeline::Webhook', (SecretToken) => ({ AuthenticationConfiguration: { SecretToken } }));
kept('AWS::ECS::TaskDefinition', (Value) => ({
  ContainerDefinitions: [{ Environment: [{ Name: 'DB_PASSWORD', Value }] }],
}));
kept('AWS::CodeBuild::Project', (Value) => ({
  Environment: { EnvironmentVariables: [{ Name: 'NPM_TOKEN', Type: 'PLAINTEXT', Value }] },
}));
kept('AWS::SSM::Parameter', (Value) => ({ Name: '/orders/db-password', Type: 'String', Value }));
kept(
  'AWS::AutoScaling::LaunchConfiguration',
  () => ({}),
  (password) => ({ 'AWS::CloudFormation::Authentication': { login: { type: 'basic', password } } }),
);

/** What is told of these variables of a function. */
function variables(name: string, Variables: Properties, ...expected: string[]) {
  test(name, async (t) => {
    const files = template({ It: { Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables } } } });
    deepEqual(
      (await told(t, files, 'message')).map((message) => message.split(' ')[0]),
      expected,
    );
  });
}

variables(
  'a password in a URL',
  { DATABASE_URL: 'postgres://admin:hunter2x@db.example.com/app', REDIS_URI: 'redis://:pa55word@h:6379' },
  'DATABASE_URL',
  'REDIS_URI',
);
variables('a URL without a password', {
  API_URL: 'https://example.com:443/a@b',
  DATABASE_URL: { 'Fn::Sub': 'postgres://app:${Secret}@db/app' },
  QUEUE_URL: 'amqp://app:{{resolve:secretsmanager:q:SecretString:password}}@mq',
  DOCUMENTED_URL: 'postgres://user:<password>@db',
});
variables('what only sounds like a secret', {
  MAX_TOKENS: '4096',
  OUTPUT_TOKENS: '4096',
  NUM_SECRETS: '1000',
  USE_TOKEN: 'enabled',
  maxTokens: 'four-thousand',
  COGNITO_USE_PASSWORD: 'required',
  VALIDATE_TOKEN: 'true',
});
variables('a password of digits', { DB_PASSWORD: '12345678', userPassword: 'hunter22' }, 'DB_PASSWORD', 'userPassword');

/** What is told of a database whose password is this, by a parameter that NoEcho hides. */
function hidden(name: string, password: unknown, given: unknown, ...expected: string[]) {
  test(name, async (t) => {
    const files = template(
      { It: { Type: 'AWS::RDS::DBInstance', Properties: { MasterUserPassword: password } } },
      { Parameters: { Login: { Type: 'String', NoEcho: true, Default: given } } },
    );
    deepEqual(await told(t, files, 'message'), expected);
  });
}

for (const nothing of ['none', 'null', '']) hidden(`the Default ${nothing}`, { Ref: 'Login' }, nothing);
hidden(
  'the Default of a parameter',
  { Ref: 'Login' },
  'hunter22',
  'MasterUserPassword is written into the template: the Default of Login',
);
hidden(
  'text beside a pseudo parameter',
  { 'Fn::Sub': 'pre${AWS::StackName}hunter2' },
  '',
  'MasterUserPassword is written into the template',
);
hidden('a pseudo parameter alone', { 'Fn::Sub': '${AWS::StackName}-${AWS::Region}' }, '');
hidden('text beside a resource', { 'Fn::Sub': 'pre${Other.Name}' }, '');

test('what makes its own password is told so, and nothing else is', async (t) => {
  const of = (Type: string, Properties: Properties) => template({ It: { Type, Properties } });
  const fixes = async (files: Record<string, string>) =>
    check(await reviewed(t, files), RULES).flatMap(({ rule, fix }) => (rule === 'secret-in-property' ? fix : []));
  const reference = "'{{resolve:secretsmanager:name:SecretString:password}}'";
  const password = { MasterUserPassword: 'hunter22' };
  deepEqual(await fixes(of('AWS::RDS::DBCluster', password)), [`ManageMasterUserPassword: true, or ${reference}`]);
  deepEqual(await fixes(of('AWS::Redshift::Cluster', password)), [`ManageMasterPassword: true, or ${reference}`]);
  deepEqual(await fixes(of('AWS::IAM::User', { LoginProfile: { Password: 'hunter22' } })), [reference]);
});

test('a parameter that is shown and goes where a password belongs', async (t) => {
  const of = (declaration: object) =>
    template(
      { It: { Type: 'AWS::RDS::DBInstance', Properties: { MasterUserPassword: { Ref: 'Login' } } } },
      { Parameters: { Login: { Type: 'String', ...declaration } } },
    );
  deepEqual(await told(t, of({})), ['secret-parameter-without-noecho']);
  deepEqual(await told(t, of({ NoEcho: 'true' })), []);
});
