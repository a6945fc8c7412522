import { scalarText } from '../../template/scalar-text.ts';
import type { Rule } from '../model.ts';
import { eachResource } from './facts/checks.ts';

export const databasePubliclyAccessible: Rule = {
  id: 'database-publicly-accessible',
  code: null,
  severity: 'warning',
  summary: 'A database with a public address',
  why: 'Its password and its security group alone stand between it and everyone (Amazon RDS User Guide, "Setting public access in Amazon RDS").',
  check: eachResource(
    ['AWS::RDS::DBInstance', 'AWS::Redshift::Cluster', 'AWS::DMS::ReplicationInstance', 'AWS::AmazonMQ::Broker'],
    ({ properties }) =>
      [properties.PubliclyAccessible].flat().some((value) => scalarText(value) === 'true')
        ? [
            {
              path: ['PubliclyAccessible'],
              message: 'everyone can try to connect to it',
              fix: 'PubliclyAccessible: false, and reach it from its VPC',
            },
          ]
        : [],
  ),
};
