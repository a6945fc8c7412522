const KERBEROS = ['KdcAdminPassword', 'CrossRealmTrustPrincipalPassword', 'ADDomainJoinPassword'];
const APNS = ['PrivateKey', 'TokenKey'];

/**
 * The properties that are secrets by themselves, by the type of the resource. `*` stands for any text in a key, and lists
 * have no step. From the pages of the resource types in the AWS CloudFormation Template Reference.
 */
export const SECRET_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
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
