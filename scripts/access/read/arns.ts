/** How AWS names what a resource type makes. */
export interface Shape {
  /** The property with the physical name, where one can be given. */
  name: string | null;
  /** What `Ref` gives. */
  ref: 'name' | 'arn';
  /** The ARN; `{name}` and `{path}` are filled in. Null: not known, or there is none. */
  arn: string | null;
  /** Attributes of `Fn::GetAtt` that give the ARN, and the name. */
  arns: readonly string[];
  names: readonly string[];
}

const ACCOUNT = '${AWS::AccountId}';
const REGION = '${AWS::Region}';

function arn(service: string, rest: string, { region = REGION, account = ACCOUNT } = {}): string {
  return `arn:\${AWS::Partition}:${service}:${region}:${account}:${rest}`;
}

const iam = (rest: string) => arn('iam', rest, { region: '' });

type Row = [name: string | null, ref: 'name' | 'arn', arn: string | null, arns?: string[], names?: string[]];

/**
 * From each type's "Return values" in the CloudFormation template reference and from "Resource types" in the Service
 * Authorization Reference.
 */
const ROWS: Record<string, Row> = {
  'AWS::ApiGateway::RestApi': [null, 'name', null, [], ['RestApiId']],
  'AWS::ApiGatewayV2::Api': [null, 'name', null, [], ['ApiId']],
  'AWS::AppSync::GraphQLApi': [null, 'arn', arn('appsync', 'apis/{name}'), ['Arn'], ['ApiId']],
  'AWS::Athena::WorkGroup': ['Name', 'name', arn('athena', 'workgroup/{name}')],
  'AWS::Backup::BackupVault': ['BackupVaultName', 'name', arn('backup', 'backup-vault:{name}'), ['BackupVaultArn']],
  'AWS::Batch::JobQueue': ['JobQueueName', 'arn', arn('batch', 'job-queue/{name}'), ['JobQueueArn']],
  'AWS::CertificateManager::Certificate': [null, 'arn', arn('acm', 'certificate/{name}'), []],
  'AWS::CloudFront::Distribution': [null, 'name', arn('cloudfront', 'distribution/{name}', { region: '' }), [], ['Id']],
  'AWS::CloudTrail::Trail': ['TrailName', 'name', arn('cloudtrail', 'trail/{name}')],
  'AWS::CloudWatch::Alarm': ['AlarmName', 'name', arn('cloudwatch', 'alarm:{name}')],
  'AWS::CodeBuild::Project': ['Name', 'name', arn('codebuild', 'project/{name}')],
  'AWS::CodeCommit::Repository': ['RepositoryName', 'name', arn('codecommit', '{name}'), ['Arn'], ['Name']],
  'AWS::CodePipeline::Pipeline': ['Name', 'name', arn('codepipeline', '{name}'), []],
  'AWS::CodeStarConnections::Connection': [
    null,
    'arn',
    arn('codestar-connections', 'connection/{name}'),
    ['ConnectionArn'],
  ],
  'AWS::Cognito::UserPool': [null, 'name', arn('cognito-idp', 'userpool/{name}'), ['Arn'], ['UserPoolId']],
  'AWS::DynamoDB::GlobalTable': ['TableName', 'name', arn('dynamodb', 'table/{name}')],
  'AWS::DynamoDB::Table': ['TableName', 'name', arn('dynamodb', 'table/{name}')],
  'AWS::EC2::Instance': [null, 'name', arn('ec2', 'instance/{name}'), [], ['InstanceId']],
  'AWS::EC2::VPC': [null, 'name', arn('ec2', 'vpc/{name}'), [], ['VpcId']],
  'AWS::ECR::Repository': ['RepositoryName', 'name', arn('ecr', 'repository/{name}')],
  'AWS::ECS::Cluster': ['ClusterName', 'name', arn('ecs', 'cluster/{name}')],
  'AWS::ECS::TaskDefinition': [null, 'arn', arn('ecs', 'task-definition/{name}'), ['TaskDefinitionArn']],
  'AWS::EFS::FileSystem': [null, 'name', arn('elasticfilesystem', 'file-system/{name}'), ['Arn'], ['FileSystemId']],
  'AWS::EKS::Cluster': ['Name', 'name', arn('eks', 'cluster/{name}')],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': [
    null,
    'arn',
    arn('elasticloadbalancing', 'loadbalancer/{name}'),
    ['LoadBalancerArn'],
  ],
  'AWS::ElasticLoadBalancingV2::TargetGroup': [
    null,
    'arn',
    arn('elasticloadbalancing', 'targetgroup/{name}'),
    ['TargetGroupArn'],
  ],
  'AWS::Elasticsearch::Domain': ['DomainName', 'name', arn('es', 'domain/{name}'), ['Arn', 'DomainArn']],
  'AWS::Events::EventBus': ['Name', 'name', arn('events', 'event-bus/{name}'), ['Arn'], ['Name']],
  'AWS::Events::Rule': ['Name', 'name', arn('events', 'rule/{name}')],
  'AWS::Glue::Database': [null, 'name', null],
  'AWS::IAM::Group': ['GroupName', 'name', iam('group{path}{name}')],
  'AWS::IAM::InstanceProfile': ['InstanceProfileName', 'name', iam('instance-profile{path}{name}')],
  'AWS::IAM::ManagedPolicy': ['ManagedPolicyName', 'arn', iam('policy{path}{name}'), ['PolicyArn']],
  'AWS::IAM::OIDCProvider': [null, 'arn', iam('oidc-provider/{name}')],
  'AWS::IAM::Role': ['RoleName', 'name', iam('role{path}{name}')],
  'AWS::IAM::SAMLProvider': ['Name', 'arn', iam('saml-provider/{name}')],
  'AWS::IAM::User': ['UserName', 'name', iam('user{path}{name}')],
  'AWS::IoT::TopicRule': ['RuleName', 'name', arn('iot', 'rule/{name}')],
  'AWS::KMS::Alias': ['AliasName', 'name', arn('kms', '{name}'), []],
  'AWS::KMS::Key': [null, 'name', arn('kms', 'key/{name}'), ['Arn'], ['KeyId']],
  'AWS::KMS::ReplicaKey': [null, 'name', arn('kms', 'key/{name}'), ['Arn'], ['KeyId']],
  'AWS::Kendra::Index': [null, 'name', arn('kendra', 'index/{name}'), ['Arn'], ['Id']],
  'AWS::Kinesis::Stream': ['Name', 'name', arn('kinesis', 'stream/{name}')],
  'AWS::KinesisFirehose::DeliveryStream': ['DeliveryStreamName', 'name', arn('firehose', 'deliverystream/{name}')],
  'AWS::Lambda::Function': ['FunctionName', 'name', arn('lambda', 'function:{name}')],
  'AWS::Lambda::LayerVersion': [null, 'arn', arn('lambda', 'layer:{name}'), ['LayerVersionArn']],
  'AWS::Logs::LogGroup': ['LogGroupName', 'name', `${arn('logs', 'log-group:{name}')}:*`],
  'AWS::MSK::Cluster': [null, 'arn', arn('kafka', 'cluster/{name}')],
  'AWS::OpenSearchService::Domain': ['DomainName', 'name', arn('es', 'domain/{name}'), ['Arn', 'DomainArn']],
  'AWS::Pipes::Pipe': ['Name', 'name', arn('pipes', 'pipe/{name}')],
  'AWS::RDS::DBCluster': ['DBClusterIdentifier', 'name', arn('rds', 'cluster:{name}'), ['DBClusterArn']],
  'AWS::RDS::DBInstance': ['DBInstanceIdentifier', 'name', arn('rds', 'db:{name}'), ['DBInstanceArn']],
  'AWS::S3::AccessPoint': ['Name', 'name', arn('s3', 'accesspoint/{name}'), ['Arn'], ['Name']],
  'AWS::S3::Bucket': ['BucketName', 'name', 'arn:${AWS::Partition}:s3:::{name}'],
  'AWS::S3Express::DirectoryBucket': ['BucketName', 'name', arn('s3express', 'bucket/{name}')],
  'AWS::SNS::Topic': ['TopicName', 'arn', arn('sns', '{name}'), ['TopicArn'], ['TopicName']],
  'AWS::SQS::Queue': ['QueueName', 'name', arn('sqs', '{name}'), ['Arn'], ['QueueName']],
  'AWS::SSM::Parameter': ['Name', 'name', null],
  'AWS::SecretsManager::Secret': [null, 'arn', arn('secretsmanager', 'secret:{name}'), ['Id', 'Arn']],
  'AWS::Serverless::Api': [null, 'name', null, [], ['RestApiId']],
  'AWS::Serverless::Function': ['FunctionName', 'name', arn('lambda', 'function:{name}')],
  'AWS::Serverless::HttpApi': [null, 'name', null],
  'AWS::Serverless::SimpleTable': ['TableName', 'name', arn('dynamodb', 'table/{name}')],
  'AWS::Serverless::StateMachine': ['Name', 'arn', arn('states', 'stateMachine:{name}'), ['Arn'], ['Name']],
  'AWS::StepFunctions::Activity': ['Name', 'arn', arn('states', 'activity:{name}'), ['Arn'], ['Name']],
  'AWS::StepFunctions::StateMachine': [
    'StateMachineName',
    'arn',
    arn('states', 'stateMachine:{name}'),
    ['Arn'],
    ['Name'],
  ],
};

/** How a type's resources are named, or undefined where the type is not known here. */
export function shapeOf(type: string): Shape | undefined {
  if (!Object.hasOwn(ROWS, type)) return undefined;
  const [name, ref, pattern, arns = ['Arn'], names = []] = ROWS[type] as Row;
  return { name, ref, arn: pattern, arns, names };
}

/** What `Ref` of a queue gives, which is neither name nor ARN. */
export function queueUrl(name: string): string {
  return `https://sqs.\${AWS::Region}.\${AWS::URLSuffix}/\${AWS::AccountId}/${name}`;
}
