import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { decidedCalls } from '../../../../scripts/prove/rule/by-rule.ts';
import { dynamodbEncrypts } from '../../../../scripts/prove/rule/service-calls/dynamodb-encrypts.ts';
import { arn, deploymentOf, type Resources, role, told } from './given.ts';

const encrypted = (SSESpecification: object | undefined): Resources => ({
  Reader: role('reader', 'lambda-trust', 'lab-function', 'no-secrets'),
  LabTable: ['DynamoDB::Table', { TableName: 'items', ...(SSESpecification && { SSESpecification }) }],
  LabFunctionLogs: ['Logs::LogGroup', { LogGroupName: 'logs' }],
});

const reading = (resources: Resources): Resources => ({
  ...resources,
  Reader: [
    'IAM::Role',
    {
      ...resources.Reader?.[1],
      Policies: [
        ...((resources.Reader?.[1]?.Policies ?? []) as object[]),
        {
          PolicyName: 'read',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: 'dynamodb:Scan', Resource: arn('LabTable') }],
          },
        },
      ],
    },
  ],
});

test('who reads a table that AWS’s key encrypts decrypts with it, through DynamoDB alone', async () => {
  const deployment = deploymentOf(reading(encrypted({ SSEEnabled: true })));
  const calls = await dynamodbEncrypts(deployment);
  deepEqual(told(calls), ['iam role/reader kms:Decrypt kms key/aws-dynamodb']);
  const { allowed, open } = decidedCalls(deployment, calls);
  deepEqual([allowed.length, open], [1, []]);
});

test('a table with a key of DynamoDB’s own or of its owner, and who reads none, need no key of AWS', async () => {
  for (const key of [undefined, { SSEEnabled: false }, { SSEEnabled: true, KMSMasterKeyId: 'alias/own' }]) {
    deepEqual(await dynamodbEncrypts(deploymentOf(reading(encrypted(key)))), []);
  }
  deepEqual(await dynamodbEncrypts(deploymentOf(encrypted({ SSEEnabled: true }))), []);
});
