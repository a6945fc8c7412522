import type { Rule } from '../model.ts';
import { eachResource } from './facts/checks.ts';

export const storageWithoutEncryption: Rule = {
  id: 'storage-without-encryption',
  code: null,
  severity: 'warning',
  summary: 'A database or a volume that is not encrypted',
  why: 'Whoever gets a copy of it reads it (Amazon RDS User Guide, "Encrypting Amazon RDS resources"; Amazon EBS User Guide, "Amazon EBS encryption").',
  check: eachResource(
    ['AWS::RDS::DBInstance', 'AWS::RDS::DBCluster', 'AWS::EC2::Volume', 'AWS::EFS::FileSystem'],
    ({ type, properties }) => {
      const name = type.startsWith('AWS::RDS') ? 'StorageEncrypted' : 'Encrypted';
      const inherits = [
        'DBClusterIdentifier',
        'SourceDBInstanceIdentifier',
        'SnapshotId',
        'DBSnapshotIdentifier',
        'SnapshotIdentifier',
      ].some((source) => properties[source] !== undefined);
      const on = properties[name] !== undefined && String(properties[name]) !== 'false';
      return on || inherits
        ? []
        : [
            {
              path: properties[name] === undefined ? [] : [name],
              message: 'what is stored is not encrypted',
              fix: `${name}: true`,
            },
          ];
    },
  ),
};
