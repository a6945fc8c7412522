import { deepEqual, equal, ok } from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { GetRolePolicyCommand, ListRolePoliciesCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { GetBucketPolicyCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { type StudentsAccount, studentsAccount } from './students-account.ts';

// Each grant and each Deny is taken away from what is deployed, one at a time: a scenario has to miss it.

interface Statement {
  Sid: string;
  Effect: 'Allow' | 'Deny';
  Action: string | string[];
  Resource: string | string[];
}

interface Document {
  Version: string;
  Statement: Statement[];
}

/** A deployed policy document. */
interface Home {
  name: string;
  stack: string;
  read(): Promise<Document>;
  write(document: Document): Promise<unknown>;
}

let account: StudentsAccount;

before(async () => {
  account = await studentsAccount();
});

after(() => account?.stop());

/** A document cannot be empty. */
const NOTHING = { Sid: 'Nothing', Effect: 'Allow', Action: 'ec2:DescribeRegions', Resource: '*' } as const;

/** The document without one action of one statement on one resource; the whole statement when there is no other. */
function* mutants(document: Document): Generator<[what: string, mutant: Document]> {
  for (const [index, statement] of document.Statement.entries()) {
    for (const part of ['Action', 'Resource'] as const) {
      const values = [statement[part]].flat();
      if (part === 'Resource' && values.length === 1) continue;
      for (const value of values) {
        const rest = values.filter((other) => other !== value);
        const changed = rest.length === 0 ? [] : [{ ...statement, [part]: rest }];
        const Statement = document.Statement.toSpliced(index, 1, ...changed);
        if (Statement.length === 0) Statement.push(NOTHING);
        yield [`${statement.Sid}: ${value}`, { ...document, Statement }];
      }
    }
  }
}

function roleHome(stack: string, RoleName: string, PolicyName: string): Home {
  const { iam } = account.owner;
  return {
    name: `role ${RoleName}, policy ${PolicyName}`,
    stack,
    read: async () => {
      const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      return JSON.parse(decodeURIComponent(PolicyDocument));
    },
    write: (document) =>
      iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: JSON.stringify(document) })),
  };
}

function bucketHome(stack: string, Bucket: string): Home {
  const { s3 } = account.owner;
  return {
    name: `bucket ${Bucket}`,
    stack,
    read: async () => JSON.parse((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy ?? ''),
    write: (document) => s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(document) })),
  };
}

async function rolesOf(stack: string, roles: string[]): Promise<Home[]> {
  const homes = roles.map(async (RoleName) => {
    const { PolicyNames = [] } = await account.owner.iam.send(new ListRolePoliciesCommand({ RoleName }));
    return PolicyNames.map((name) => roleHome(stack, RoleName, name));
  });
  return (await Promise.all(homes)).flat();
}

async function survivors(home: Home): Promise<string[]> {
  const document = await home.read();
  const survived: string[] = [];
  try {
    for (const [what, mutant] of mutants(document)) {
      await home.write(mutant);
      const { status } = await account.scenario(home.stack);
      if (status === 'passed') survived.push(`${home.name}, ${what}`);
      await unlock();
    }
  } finally {
    await home.write(document);
  }
  return survived;
}

/** A backup that may not tell of its end keeps the next one waiting, which would fail the next mutant for that. */
async function unlock(): Promise<void> {
  const { RunTableName: TableName } = account.outputs['student-backup'] ?? {};
  await account.owner.dynamodb.send(new DeleteItemCommand({ TableName, Key: { backupId: { S: 'lock' } } }));
}

for (const stack of ['student-backup', 'student']) {
  test(`the scenario of ${stack} passes`, async () => {
    const { steps } = await account.scenario(stack);
    ok(steps.length > 10);
    deepEqual(
      steps.flatMap(({ title, error }) => (error === null ? [] : [`${title}: ${error}`])),
      [],
    );
  });
}

test('each grant and each Deny of student-backup is needed', async () => {
  const { BucketName = '', LogBucketName = '', RoleName = '' } = account.outputs['student-backup'] ?? {};
  const roles = await rolesOf('student-backup', [RoleName]);
  equal(roles.length, 2);
  const homes = [...roles, bucketHome('student-backup', BucketName), bucketHome('student-backup', LogBucketName)];
  for (const home of homes) deepEqual(await survivors(home), []);
});

test('each grant and each Deny of student is needed', async () => {
  const { SiteBucketName = '' } = account.outputs.student ?? {};
  const roles = await rolesOf('student', ['GetStudentDataRole', 'InsertStudentDataRole']);
  equal(roles.length, 2);
  for (const home of [...roles, bucketHome('student', SiteBucketName)]) deepEqual(await survivors(home), []);
});

test('and with all of them in place again the scenarios pass', async () => {
  for (const stack of ['student-backup', 'student']) equal((await account.scenario(stack)).status, 'passed');
});
