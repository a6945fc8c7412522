import type { DocumentKind } from '../model.ts';

/** Where the resources of a type hold policy documents: paths below `Properties`, through any lists on the way. */
export interface DocumentPlace {
  path: readonly string[];
  kind: DocumentKind;
}

/** By kind: `<type without AWS::> <path>`. From the resource types' schemas in the CloudFormation registry. */
const PLACES: Record<string, readonly string[]> = {
  trust: ['IAM::Role AssumeRolePolicyDocument', 'Serverless::Function AssumeRolePolicyDocument'],
  identity: [
    ...['Role', 'User', 'Group'].map((type) => `IAM::${type} Policies.PolicyDocument`),
    ...['Policy', 'ManagedPolicy', 'RolePolicy', 'UserPolicy', 'GroupPolicy'].map(
      (type) => `IAM::${type} PolicyDocument`,
    ),
    'SSO::PermissionSet InlinePolicy',
    'IoT::Policy PolicyDocument',
    'RolesAnywhere::Profile SessionPolicy',
    'Transfer::User Policy',
    'EKS::PodIdentityAssociation Policy',
    'Serverless::Function Policies',
    'Serverless::StateMachine Policies',
  ],
  resource: [
    'AIOps::InvestigationGroup InvestigationGroupPolicy',
    'APS::ResourcePolicy PolicyDocument',
    'ApiGateway::DomainNameV2 Policy',
    'ApiGateway::RestApi Policy',
    'Backup::BackupVault AccessPolicy',
    'Backup::LogicallyAirGappedBackupVault AccessPolicy',
    'Bedrock::KnowledgeBasePolicy PolicyDocument',
    'Bedrock::ResourcePolicy PolicyDocument',
    'BedrockAgentCore::ResourcePolicy Policy',
    'CloudTrail::ResourcePolicy ResourcePolicy',
    'CodeArtifact::Domain PermissionsPolicyDocument',
    'CodeArtifact::Repository PermissionsPolicyDocument',
    'Comprehend::DocumentClassifier ModelPolicy',
    'Comprehend::EntityRecognizer ModelPolicy',
    'DSQL::Cluster PolicyDocument',
    'DynamoDB::GlobalTable Replicas.ReplicaStreamSpecification.ResourcePolicy.PolicyDocument',
    'DynamoDB::GlobalTable Replicas.ResourcePolicy.PolicyDocument',
    'DynamoDB::Table ResourcePolicy.PolicyDocument',
    'DynamoDB::Table StreamSpecification.ResourcePolicy.PolicyDocument',
    'EC2::VPCEndpoint PolicyDocument',
    'ECR::PublicRepository RepositoryPolicyText',
    'ECR::RegistryPolicy PolicyText',
    'ECR::Repository RepositoryPolicyText',
    'ECR::RepositoryCreationTemplate RepositoryPolicy',
    'EFS::FileSystem FileSystemPolicy',
    'Elasticsearch::Domain AccessPolicies',
    'EventSchemas::RegistryPolicy Policy',
    'Events::EventBus Policy',
    'EventsV2::ResourcePolicy PolicyDocument',
    'FSx::S3AccessPointAttachment S3AccessPoint.Policy',
    'KMS::Key KeyPolicy',
    'KMS::ReplicaKey KeyPolicy',
    'Kinesis::ResourcePolicy ResourcePolicy',
    'Lambda::ResourcePolicy PolicyDocument',
    'Lex::ResourcePolicy Policy',
    'Logs::DeliveryDestination DestinationPolicy.DeliveryDestinationPolicy',
    'Logs::Destination DestinationPolicy',
    'Logs::LogGroup ResourcePolicyDocument',
    'Logs::ResourcePolicy PolicyDocument',
    'MSK::ClusterPolicy Policy',
    'MediaPackageV2::ChannelPolicy Policy',
    'MediaPackageV2::OriginEndpointPolicy Policy',
    'MediaStore::Container Policy',
    'MediaTailor::ChannelPolicy Policy',
    'OSIS::Pipeline ResourcePolicy.Policy',
    'Oam::Sink Policy',
    'Omics::SequenceStore S3AccessPolicy',
    'OpenSearchService::Domain AccessPolicies',
    'Organizations::ResourcePolicy Content',
    'PaymentCryptography::Key Policy',
    'RUM::AppMonitor ResourcePolicy.PolicyDocument',
    'Redshift::Cluster NamespaceResourcePolicy',
    'RedshiftServerless::Namespace NamespaceResourcePolicy',
    'S3::AccessPoint Policy',
    'S3::BucketPolicy PolicyDocument',
    'S3::MultiRegionAccessPointPolicy Policy',
    'S3Express::AccessPoint Policy',
    'S3Express::BucketPolicy PolicyDocument',
    'S3Files::FileSystemPolicy Policy',
    'S3ObjectLambda::AccessPointPolicy PolicyDocument',
    'S3Outposts::AccessPoint Policy',
    'S3Outposts::BucketPolicy PolicyDocument',
    'S3Tables::TableBucketPolicy ResourcePolicy',
    'S3Tables::TablePolicy ResourcePolicy',
    'S3Vectors::VectorBucketPolicy Policy',
    'SMSVOICE::ResourcePolicy PolicyDocument',
    'SNS::TopicInlinePolicy PolicyDocument',
    'SNS::TopicPolicy PolicyDocument',
    'SQS::QueueInlinePolicy PolicyDocument',
    'SQS::QueuePolicy PolicyDocument',
    'SSM::ResourcePolicy Policy',
    'SageMaker::ModelPackageGroup ModelPackageGroupPolicy',
    'SecretsManager::ResourcePolicy ResourcePolicy',
    'Serverless::Api Policy',
    'VpcLattice::AuthPolicy Policy',
    'VpcLattice::ResourcePolicy Policy',
    'XRay::ResourcePolicy PolicyDocument',
  ],
};

const BY_TYPE = new Map<string, DocumentPlace[]>();
for (const [kind, rows] of Object.entries(PLACES)) {
  for (const row of rows) {
    const [type = '', path = ''] = row.split(' ');
    const place = { path: path.split('.'), kind: kind as DocumentKind };
    BY_TYPE.set(`AWS::${type}`, [...(BY_TYPE.get(`AWS::${type}`) ?? []), place]);
  }
}

export function documentPlaces(type: string): readonly DocumentPlace[] {
  return BY_TYPE.get(type) ?? [];
}

/**
 * The types that have a place here, sorted.
 * @internal for tests, which go through all of them
 */
export function typesWithDocuments(): string[] {
  return [...BY_TYPE.keys()].sort();
}

/** `Content` of `AWS::Organizations::Policy` is a policy document only for these values of `Type`. */
export const ORGANIZATION_POLICIES: ReadonlyMap<unknown, DocumentKind> = new Map([
  ['SERVICE_CONTROL_POLICY', 'scp'],
  ['RESOURCE_CONTROL_POLICY', 'rcp'],
]);
