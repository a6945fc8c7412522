import { scalarText } from '../../template/scalar-text.ts';
import type { Rule } from '../model.ts';
import { eachResource } from './facts/checks.ts';

/** By type: the property that encrypts what is stored. */
const SWITCHES: Record<string, string> = {
  'AWS::RDS::DBInstance': 'StorageEncrypted',
  'AWS::RDS::DBCluster': 'StorageEncrypted',
  'AWS::Neptune::DBCluster': 'StorageEncrypted',
  'AWS::DocDB::DBCluster': 'StorageEncrypted',
  'AWS::EC2::Volume': 'Encrypted',
  'AWS::EFS::FileSystem': 'Encrypted',
  'AWS::Redshift::Cluster': 'Encrypted',
  'AWS::ElastiCache::ReplicationGroup': 'AtRestEncryptionEnabled',
};

export const storageWithoutEncryption: Rule = {
  id: 'storage-without-encryption',
  code: null,
  severity: 'warning',
  summary: 'A database or a volume that is not encrypted',
  why: 'Whoever gets a copy of it reads it (Amazon RDS User Guide, "Encrypting Amazon RDS resources"; Amazon EBS User Guide, "Amazon EBS encryption").',
  check: eachResource(Object.keys(SWITCHES), ({ type, properties }) => {
    const name = SWITCHES[type] ?? 'Encrypted';
    const inherits = [
      'DBClusterIdentifier',
      'SourceDBInstanceIdentifier',
      'SnapshotId',
      'DBSnapshotIdentifier',
      'SnapshotIdentifier',
      'SnapshotName',
      'GlobalReplicationGroupId',
    ].some((source) => properties[source] !== undefined);
    const on = properties[name] !== undefined && scalarText(properties[name]) !== 'false';
    return on || inherits
      ? []
      : [
          {
            path: properties[name] === undefined ? [] : [name],
            message: 'what is stored is not encrypted',
            fix: `${name}: true`,
          },
        ];
  }),
};
