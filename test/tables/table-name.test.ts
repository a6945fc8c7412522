import { equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '../../scripts/cli/errors.ts';
import type { TableClients } from '../../scripts/tables/clients.ts';
import { tableNameOf } from '../../scripts/tables/table-name.ts';

const TABLE = {
  LogicalResourceId: 'LabTable',
  PhysicalResourceId: 'lab-table-dev',
  ResourceType: 'AWS::DynamoDB::Table',
};
const BUCKET = { LogicalResourceId: 'LabBucket', PhysicalResourceId: 'lab-bucket', ResourceType: 'AWS::S3::Bucket' };

function clients(stackPrefix: string | null = 'stackwarden-dev-'): TableClients {
  const asked = async ({ input }: { input: { StackName: string } }) => {
    equal(input.StackName, 'stackwarden-dev-lab');
    return { StackResourceSummaries: [BUCKET, TABLE] };
  };
  return {
    region: 'us-east-1',
    accountId: '111122223333',
    stackPrefix,
    cloudformation: { send: asked },
  } as unknown as TableClients;
}

const arn = (region: string, account: string, resource = 'table/students') =>
  `arn:aws:dynamodb:${region}:${account}:${resource}`;

test('a name, an ARN and a resource of a stack', async () => {
  equal(await tableNameOf(clients(), 'students'), 'students');
  equal(await tableNameOf(clients(), arn('us-east-1', '111122223333')), 'students');
  equal(await tableNameOf(clients(), 'lab/LabTable'), 'lab-table-dev');
});

const wrong: [string, RegExp, string | null][] = [
  [arn('eu-west-1', '111122223333'), /is in eu-west-1: use --region eu-west-1$/, null],
  [arn('us-east-1', '444455556666'), /belongs to account 444455556666, and these credentials to 111122223333$/, null],
  [arn('us-east-1', '111122223333', 'table/students/index/by-name'), /is not the ARN of a table$/, null],
  ['lab/LabTable', /is not the name of a table: use its name, or stack\/LogicalId with --environment NAME$/, null],
  ['lab/LabTable/x', /is not the name of a table/, 'stackwarden-dev-'],
  ['lab/Lost', /^stack stackwarden-dev-lab has no table Lost: it has lab\/LabTable$/, 'stackwarden-dev-'],
  ['lab/LabBucket', /has no table LabBucket/, 'stackwarden-dev-'],
];

for (const [given, message, prefix] of wrong) {
  test(`${given} names no table`, async () => {
    await rejects(
      tableNameOf(clients(prefix), given),
      (error) => error instanceof UserError && message.test(error.message),
    );
  });
}

test('a stack that is not there', async () => {
  const message = 'Stack with id stackwarden-dev-lab does not exist';
  const absent = Object.assign(new Error(message), { name: 'ValidationError', $metadata: { httpStatusCode: 400 } });
  const cloudformation = { send: () => Promise.reject(absent) };
  const without = { ...clients(), cloudformation } as unknown as TableClients;
  await rejects(tableNameOf(without, 'lab/LabTable'), /^UserError: there is no stack stackwarden-dev-lab in us-east-1/);
});
