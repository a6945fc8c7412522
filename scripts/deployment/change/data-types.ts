/**
 * Resource types that hold data of people or of the system itself, with what is lost when one goes: only what cannot be
 * made again from the repository. From the pages of the types in the AWS CloudFormation Template Reference. Queues are
 * among them, as a message is the only copy of what somebody asked for; topics are not, as they keep nothing. Parameters
 * of Parameter Store are, as values are often set by hand later.
 */
export const DATA_TYPES: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'the items of the table',
  'AWS::DynamoDB::GlobalTable': 'the items of the table, in all of its regions',
  'AWS::S3::Bucket': 'the objects of the bucket',
  'AWS::S3Express::DirectoryBucket': 'the objects of the bucket',
  'AWS::S3Outposts::Bucket': 'the objects of the bucket',
  'AWS::S3Tables::Table': 'the rows of the table',
  'AWS::S3Tables::TableBucket': 'the tables of the bucket',
  'AWS::S3Vectors::VectorBucket': 'the vectors of the bucket',
  'AWS::S3Vectors::Index': 'the vectors of the index',
  'AWS::KMS::Key': 'the key, and with it everything that is encrypted with it',
  'AWS::KMS::ReplicaKey': 'the key of this region, and with it what is encrypted with it here',
  'AWS::Logs::LogGroup': 'the logs of the group',
  'AWS::Cognito::UserPool': 'the users of the pool, with their passwords',
  'AWS::Cognito::IdentityPool': 'the identities of the pool',
  'AWS::SecretsManager::Secret': 'the value of the secret',
  'AWS::SQS::Queue': 'the messages in the queue',
  'AWS::Kinesis::Stream': 'the records in the stream',
  'AWS::RDS::DBInstance': 'the database',
  'AWS::RDS::DBCluster': 'the databases of the cluster',
  'AWS::DocDB::DBCluster': 'the databases of the cluster',
  'AWS::DocDBElastic::Cluster': 'the databases of the cluster',
  'AWS::DSQL::Cluster': 'the databases of the cluster',
  'AWS::Neptune::DBCluster': 'the graph of the cluster',
  'AWS::NeptuneGraph::Graph': 'the graph',
  'AWS::MemoryDB::Cluster': 'the data of the cluster',
  'AWS::ElastiCache::ReplicationGroup': 'the data in the cache',
  'AWS::ElastiCache::CacheCluster': 'the data in the cache',
  'AWS::ElastiCache::ServerlessCache': 'the data in the cache',
  'AWS::Redshift::Cluster': 'the data warehouse',
  'AWS::RedshiftServerless::Namespace': 'the data warehouse',
  'AWS::OpenSearchService::Domain': 'the indexes of the domain',
  'AWS::Elasticsearch::Domain': 'the indexes of the domain',
  'AWS::OpenSearchServerless::Collection': 'the indexes of the collection',
  'AWS::SDB::Domain': 'the items of the domain',
  'AWS::Kendra::Index': 'the documents of the index',
  'AWS::Timestream::Database': 'the tables of the database',
  'AWS::Timestream::Table': 'the records of the table',
  'AWS::Timestream::InfluxDBInstance': 'the database',
  'AWS::Timestream::InfluxDBCluster': 'the databases of the cluster',
  'AWS::Cassandra::Keyspace': 'the tables of the keyspace',
  'AWS::Cassandra::Table': 'the rows of the table',
  'AWS::MSK::Cluster': 'the topics of the cluster',
  'AWS::MSK::ServerlessCluster': 'the topics of the cluster',
  'AWS::AmazonMQ::Broker': 'the messages of the broker',
  'AWS::KinesisVideo::Stream': 'the video of the stream',
  'AWS::EFS::FileSystem': 'the files of the file system',
  'AWS::FSx::FileSystem': 'the files of the file system',
  'AWS::FSx::Volume': 'the files of the volume',
  'AWS::EC2::Volume': 'the data of the volume',
  'AWS::EC2::Instance': 'what is on the disks of the instance',
  'AWS::EC2::KeyPair': 'the private key',
  'AWS::ECR::Repository': 'the images of the repository',
  'AWS::ECR::PublicRepository': 'the images of the repository',
  'AWS::CodeArtifact::Repository': 'the packages of the repository',
  'AWS::Backup::BackupVault': 'the recovery points of the vault',
  'AWS::Backup::LogicallyAirGappedBackupVault': 'the recovery points of the vault',
  'AWS::CloudFront::KeyValueStore': 'the keys and values of the store',
  'AWS::CodeCommit::Repository': 'the history of the repository',
  'AWS::Glue::Database': 'the tables of the catalogue',
  'AWS::QLDB::Ledger': 'the journal of the ledger',
  'AWS::SES::EmailIdentity': 'the verification of the identity',
  'AWS::CloudTrail::EventDataStore': 'the events of the store',
  'AWS::ApiGateway::ApiKey': 'the key that callers have',
  'AWS::IAM::AccessKey': 'the key that callers have',
  'AWS::ACMPCA::CertificateAuthority': 'the private key of the authority',
  'AWS::Route53::HostedZone': 'the records that were made outside of the template, and the name servers of the zone',
  'AWS::DirectoryService::MicrosoftAD': 'the users of the directory',
  'AWS::DirectoryService::SimpleAD': 'the users of the directory',
  'AWS::WorkSpaces::Workspace': 'the volumes of the workspace',
  'AWS::EKS::Cluster': 'the state of the cluster',
  'AWS::SageMaker::NotebookInstance': 'what is on the disk of the instance',
  'AWS::CloudFormation::Stack': 'all that the nested stack holds',
};

/**
 * Types that CloudFormation itself updates by their schemas alone: a property that is not in createOnlyProperties changes
 * in place, whatever an emulator that does not know the type supposes.
 */
export const DECIDED_BY_SCHEMA: ReadonlySet<string> = new Set([
  'AWS::ApiGateway::ApiKey',
  'AWS::Cognito::IdentityPool',
  'AWS::KMS::Key',
  'AWS::Kinesis::Stream',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
]);

/**
 * Properties of these types whose change may replace the resource, by the conditionalCreateOnlyProperties of their
 * schemas, which the compiled ones leave out.
 */
export const CONDITIONALLY_CREATE_ONLY: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::Table': ['KeySchema'],
  'AWS::DynamoDB::GlobalTable': ['GlobalTableSourceArn', 'KeySchema', 'LocalSecondaryIndexes'],
  'AWS::EC2::Instance': [
    ...['AdditionalInfo', 'Affinity', 'BlockDeviceMappings', 'EbsOptimized', 'HostId', 'InstanceType', 'KernelId'],
    ...['PrivateDnsNameOptions', 'RamdiskId', 'SecurityGroupIds', 'Tenancy', 'UserData'],
  ],
  'AWS::ElastiCache::CacheCluster': ['IpDiscovery', 'PreferredAvailabilityZones'],
  'AWS::ElastiCache::ReplicationGroup': ['AuthToken', 'NodeGroupConfiguration'],
  'AWS::NeptuneGraph::Graph': ['ProvisionedMemory'],
  'AWS::OpenSearchService::Domain': ['AdvancedSecurityOptions', 'EncryptionAtRestOptions'],
  'AWS::RDS::DBCluster': ['AvailabilityZones', 'Engine', 'GlobalClusterIdentifier', 'MasterUsername'],
  'AWS::RDS::DBInstance': [
    ...['AvailabilityZone', 'DBClusterSnapshotIdentifier', 'DBSnapshotIdentifier', 'Engine', 'MultiAZ'],
    ...['AutoMinorVersionUpgrade', 'BackupRetentionPeriod', 'DBParameterGroupName', 'PerformanceInsightsKMSKeyId'],
    ...['PreferredMaintenanceWindow', 'RestoreTime', 'SourceDBClusterIdentifier', 'SourceDBInstanceIdentifier'],
    ...['SourceDBInstanceAutomatedBackupsArn', 'SourceDbiResourceId', 'UseLatestRestorableTime'],
  ],
  'AWS::WorkSpaces::Workspace': [
    ...['BundleId', 'RootVolumeEncryptionEnabled', 'UserVolumeEncryptionEnabled', 'VolumeEncryptionKey'],
  ],
};
