import type { Path } from '../../../template/source.ts';
import { isMap } from '../../../template/walk.ts';
import { type Text, textsAt } from './statements.ts';

const KERBEROS = ['KdcAdminPassword', 'CrossRealmTrustPrincipalPassword', 'ADDomainJoinPassword'];
const APNS = ['PrivateKey', 'TokenKey'];

/**
 * The properties that are secrets by themselves, by the type of the resource. `*` stands for any text in a key, and lists
 * have no step. From the pages of the resource types in the AWS CloudFormation Template Reference.
 */
const PROPERTIES: Record<string, readonly string[]> = {
  'AWS::RDS::DBInstance': ['MasterUserPassword', 'TdeCredentialPassword'],
  'AWS::RDS::DBCluster': ['MasterUserPassword'],
  'AWS::Redshift::Cluster': ['MasterUserPassword'],
  'AWS::RedshiftServerless::Namespace': ['AdminUserPassword'],
  'AWS::DocDB::DBCluster': ['MasterUserPassword'],
  'AWS::DocDBElastic::Cluster': ['AdminUserPassword'],
  'AWS::ElastiCache::ReplicationGroup': ['AuthToken'],
  'AWS::ElastiCache::User': ['Passwords', 'AuthenticationMode.Passwords'],
  'AWS::MemoryDB::User': ['AuthenticationMode.Passwords'],
  'AWS::IAM::User': ['LoginProfile.Password'],
  'AWS::SecretsManager::Secret': ['SecretString'],
  'AWS::DirectoryService::MicrosoftAD': ['Password'],
  'AWS::DirectoryService::SimpleAD': ['Password'],
  'AWS::FSx::FileSystem': ['WindowsConfiguration.SelfManagedActiveDirectoryConfiguration.Password'],
  'AWS::DMS::Endpoint': ['Password', '*Settings.Password'],
  'AWS::AmazonMQ::Broker': ['Users.Password', 'LdapServerMetadata.ServiceAccountPassword'],
  'AWS::Amplify::App': ['AccessToken', 'OauthToken', 'BasicAuthConfig.Password'],
  'AWS::Amplify::Branch': ['BasicAuthConfig.Password'],
  'AWS::EMR::Cluster': KERBEROS.map((name) => `KerberosAttributes.${name}`),
  'AWS::KinesisFirehose::DeliveryStream': [
    'RedshiftDestinationConfiguration.Password',
    'SplunkDestinationConfiguration.HECToken',
    'HttpEndpointDestinationConfiguration.EndpointConfiguration.AccessKey',
  ],
  'Alexa::ASK::Skill': ['AuthenticationConfiguration.ClientSecret', 'AuthenticationConfiguration.RefreshToken'],
  'AWS::OpsWorks::App': ['AppSource.Password', 'AppSource.SshKey', 'SslConfiguration.PrivateKey'],
  'AWS::OpsWorks::Stack': [
    'CustomCookbooksSource.Password',
    'CustomCookbooksSource.SshKey',
    'RdsDbInstances.DbPassword',
  ],
  'AWS::Pinpoint::APNSChannel': APNS,
  'AWS::Pinpoint::APNSSandboxChannel': APNS,
  'AWS::Pinpoint::APNSVoipChannel': APNS,
  'AWS::Pinpoint::APNSVoipSandboxChannel': APNS,
  'AWS::Pinpoint::GCMChannel': ['ApiKey'],
  'AWS::Pinpoint::ADMChannel': ['ClientSecret'],
  'AWS::Pinpoint::BaiduChannel': ['SecretKey'],
  'AWS::CodePipeline::Pipeline': ['Stages.Actions.Configuration.OAuthToken'],
  'AWS::CodePipeline::Webhook': ['AuthenticationConfiguration.SecretToken'],
  'AWS::Cognito::UserPoolIdentityProvider': ['ProviderDetails.client_secret'],
  'AWS::Events::Connection': [
    'AuthParameters.ApiKeyAuthParameters.ApiKeyValue',
    'AuthParameters.BasicAuthParameters.Password',
    'AuthParameters.OAuthParameters.ClientParameters.ClientSecret',
  ],
};

/** For cfn-init (AWS CloudFormation Template Reference, "AWS::CloudFormation::Authentication"). */
const METADATA = ['AWS::CloudFormation::Authentication.*.password', 'AWS::CloudFormation::Authentication.*.secretKey'];

/** The texts of a resource's secret properties, below `Properties`. */
export function secretTexts(type: string, properties: Record<string, unknown>): Text[] {
  const names = Object.hasOwn(PROPERTIES, type) ? (PROPERTIES[type] ?? []) : [];
  return names.flatMap((name) => below(properties, name.split('.'), []));
}

export function metadataSecrets(metadata: unknown): Text[] {
  return METADATA.flatMap((name) => below(metadata, name.split('.'), []));
}

/** What `Name` and `Value` of a list say, as in the environment of a container. */
export interface NamedText extends Text {
  name: string;
  /** What stands beside them, such as `Type`. */
  fields: Record<string, unknown>;
}

export function namedTexts(value: unknown, steps: readonly string[]): NamedText[] {
  return mapsAt(value, steps, []).flatMap(({ map, path }) => {
    const { Name: name, Value: text } = map;
    if (typeof name !== 'string') return [];
    return textsAt(text, [...path, 'Value']).map((found) => ({ ...found, name, fields: map }));
  });
}

function below(value: unknown, steps: readonly string[], start: Path): Text[] {
  const last = steps.at(-1) ?? '';
  return mapsAt(value, steps.slice(0, -1), start).flatMap(({ map, path }) => textsAt(map[last], [...path, last]));
}

function mapsAt(value: unknown, steps: readonly string[], path: Path): { map: Record<string, unknown>; path: Path }[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => mapsAt(item, steps, [...path, index]));
  if (!isMap(value)) return [];
  const [step, ...rest] = steps;
  if (step === undefined) return [{ map: value, path }];
  return Object.keys(value)
    .filter((key) => (step.startsWith('*') ? key.endsWith(step.slice(1)) : key === step))
    .flatMap((key) => mapsAt(value[key], rest, [...path, key]));
}
