import { isMap } from '../../template/walk.ts';
import type { Rule } from '../model.ts';
import { eachResource } from './facts/checks.ts';

export const secretInProperty: Rule = {
  id: 'secret-in-property',
  code: null,
  severity: 'error',
  summary: 'A password written into a template',
  why: 'The repository and every reader of the stack have it (AWS CloudFormation User Guide, "Security best practices for AWS CloudFormation": do not embed credentials).',
  check: eachResource(
    [
      'AWS::RDS::DBInstance',
      'AWS::RDS::DBCluster',
      'AWS::Redshift::Cluster',
      'AWS::IAM::User',
      'AWS::DocDB::DBCluster',
      'AWS::ElastiCache::ReplicationGroup',
      'AWS::SecretsManager::Secret',
      'AWS::DirectoryService::MicrosoftAD',
      'AWS::DMS::Endpoint',
      'AWS::AmazonMQ::Broker',
    ],
    (resource) => {
      const { properties } = resource;
      const login = isMap(properties.LoginProfile) ? { 'LoginProfile.Password': properties.LoginProfile.Password } : {};
      const given = {
        ...Object.fromEntries(
          ['MasterUserPassword', 'AuthToken', 'SecretString', 'Password'].map((name) => [name, properties[name]]),
        ),
        ...login,
      };
      return Object.entries(given)
        .filter(([, value]) => typeof value === 'string' && value !== '' && !/\{\{resolve:|\$\{/.test(value))
        .map(([name]) => ({
          path: name.split('.'),
          message: `${name} is written into the template`,
          fix: "ManageMasterUserPassword: true, or '{{resolve:secretsmanager:name:SecretString:password}}'",
        }));
    },
  ),
};
