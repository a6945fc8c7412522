import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Copy, copyRepository, listed, type Statement, withoutAction } from './repository.ts';

/** Every policy that grants a function's role something, with the role. */
const POLICIES: Record<string, string[]> = {
  'S3AccessPolicy.json': ['LambdaExecutionRole'],
  'bucket-creation.json': ['BucketCreationRole'],
  'bucket-uri-insert.json': ['BucketUriInsertRole'],
  'data-bridge-encryption-key.json': ['LambdaExecutionRole'],
  'data-bridge-given-key.json': ['LambdaExecutionRole'],
  'data-bridge-logs.json': ['LambdaExecutionRole'],
  'data-bridge-own-key.json': ['LambdaExecutionRole'],
  'diy-function.json': ['DIYPermission'],
  'lab-bucket.json': ['LabLambdaRole', 'DIYPermission'],
  'lab-function.json': ['LabLambdaRole'],
  'object-summary.json': ['ObjectSummaryRole'],
};

/** Of a key, the account's administrators have the rest. */
const isForFunctions = ({ Effect, Principal }: Statement) =>
  Effect === 'Allow' && !JSON.stringify(Principal ?? '').includes(':root');

let copy: Copy;

before(async () => {
  copy = await copyRepository();
});
after(() => copy.remove());

test('the repository’s functions have what they need and nothing more', async () => {
  deepEqual(await copy.findings(), []);
});

describe('a grant that is taken away is missed', () => {
  for (const [policy, roles] of Object.entries(POLICIES)) {
    test(policy, async () => {
      const statements = await copy.statementsOf(policy);
      let taken = 0;
      for (const [index, statement] of statements.entries()) {
        if (!isForFunctions(statement)) continue;
        for (const action of listed(statement.Action)) {
          taken++;
          const found = await copy.findingsWith(policy, withoutAction(statements, index, action));
          const missed = found.filter(({ rule, message }) => {
            return rule === 'function-lacks-grant' && message.includes(` is not granted ${action} on `);
          });
          deepEqual(new Set(missed.map(({ logicalId }) => logicalId)), new Set(roles), `${action} of ${policy}`);
          for (const { severity, fix, file } of missed) {
            equal(severity, 'error');
            match(fix, new RegExp(`"Action":"${action}"`));
            match(file, /^(policies|templates)\//);
          }
        }
      }
      ok(taken > 0);
    });
  }
});

describe('a resource that is taken away is missed', () => {
  test('of two tables, each', async () => {
    const [first, ...rest] = await copy.statementsOf('bucket-uri-insert.json');
    const resources = listed(first?.Resource);
    equal(resources.length, 2);
    for (const [index, resource] of resources.entries()) {
      const left = resources.filter((one) => one !== resource);
      const found = await copy.findingsWith('bucket-uri-insert.json', [
        { ...(first as Statement), Resource: left },
        ...rest,
      ]);
      equal(found.length, 1, `without resource ${index}`);
      ok(found[0]?.fix.includes(JSON.stringify(resource)), found[0]?.fix);
    }
  });
});

describe('a grant too many is told', () => {
  const MORE: [policy: string, action: string, resource: string][] = [
    ['S3AccessPolicy.json', 's3:DeleteObject', '${DataBucket.Arn}/data.json'],
    ['S3AccessPolicy.json', 's3:DeleteBucket', '${DataBucket.Arn}'],
    ['bucket-creation.json', 's3:DeleteBucket', 'arn:${AWS::Partition}:s3:::${BucketPrefix}*'],
    ['bucket-creation.json', 's3:PutBucketAcl', 'arn:${AWS::Partition}:s3:::${BucketPrefix}*'],
    ['bucket-creation.json', 'dynamodb:DescribeTable', '${ClaimTable.Arn}'],
    ['bucket-creation.json', 'dynamodb:UpdateItem', '${UserTable.Arn}'],
    ['bucket-creation.json', 'dynamodb:PutItem', '${ClaimTable.Arn}'],
    ['bucket-creation.json', 'iam:PassRole', '*'],
    ['bucket-uri-insert.json', 'dynamodb:GetItem', '${UserTable.Arn}'],
    ['bucket-uri-insert.json', 'dynamodb:UpdateItem', '${IdempotencyTable.Arn}'],
    ['data-bridge-given-key.json', 'secretsmanager:PutSecretValue', '${ApiKeySecretArn}'],
    ['data-bridge-logs.json', 'logs:CreateLogGroup', '${DataBridgeLogs.Arn}'],
    ['data-bridge-own-key.json', 'secretsmanager:DescribeSecret', '${ApiKeySecret.Id}'],
    ['diy-function.json', 's3:GetObject', '${LabBucket.Arn}/*'],
    ['diy-function.json', 'dynamodb:PutItem', '${LabTable.Arn}'],
    ['lab-function.json', 'dynamodb:DescribeTable', '${LabTable.Arn}'],
    ['lab-function.json', 'kms:Decrypt', '*'],
    [
      'object-summary.json',
      's3:DeleteObject',
      'arn:${AWS::Partition}:s3:::${BucketName}-${AWS::AccountId}-${AWS::Region}/*',
    ],
    ['object-summary.json', 'sqs:ReceiveMessage', '${FailedEvents.Arn}'],
    ['object-summary.json', 'xray:PutTraceSegments', '*'],
  ];
  for (const [policy, action, resource] of MORE) {
    test(`${action} on ${resource} in ${policy}`, async () => {
      const statements = await copy.statementsOf(policy);
      const more = { Effect: 'Allow', Action: action, Resource: resource };
      const found = await copy.findingsWith(policy, [...statements, more]);
      deepEqual(
        found.map(({ rule, severity, file, statement }) => ({ rule, severity, file, statement })),
        [
          {
            rule: 'function-unused-grant',
            severity: 'warning',
            file: `policies/${policy}`,
            statement: statements.length,
          },
        ],
      );
      ok(found[0]?.message.includes(action));
      match(found[0]?.fix ?? '', /^remove the statement \{"Effect":"Allow"/);
    });
  }

  test('an action in a list of used ones, where it stands', async () => {
    const [first, ...rest] = await copy.statementsOf('lab-function.json');
    const actions = [...listed(first?.Action), 'dynamodb:Scan'];
    const found = await copy.findingsWith('lab-function.json', [{ ...(first as Statement), Action: actions }, ...rest]);
    deepEqual(
      found.map(({ rule, line, fix }) => [rule, line, fix]),
      [['function-unused-grant', 9, 'remove "dynamodb:Scan" from Action']],
    );
  });

  test('a table in a list of used ones', async () => {
    const [first, ...rest] = await copy.statementsOf('bucket-uri-insert.json');
    const resources = [...listed(first?.Resource), '${IdempotencyTable.Arn}'];
    const found = await copy.findingsWith('bucket-uri-insert.json', [
      { ...(first as Statement), Resource: resources },
      ...rest,
    ]);
    deepEqual(
      found.map(({ rule, fix }) => [rule, fix]),
      [['function-unused-grant', 'remove "${IdempotencyTable.Arn}" from Resource']],
    );
  });

  test('in a resource’s policy', async () => {
    const [first, ...rest] = await copy.statementsOf('lab-bucket.json');
    const found = await copy.findingsWith('lab-bucket.json', [
      { ...(first as Statement), Action: ['s3:PutObject', 's3:GetObject'] },
      ...rest,
    ]);
    deepEqual(found.map(({ rule, logicalId }) => [rule, logicalId]).sort(), [
      ['function-unused-grant', 'DIYPermission'],
      ['function-unused-grant', 'LabLambdaRole'],
    ]);
  });
});
