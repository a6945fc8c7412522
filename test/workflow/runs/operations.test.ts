import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { BatchWriteItemCommand, DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetBucketPolicyCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { ended, jobOf, type Runs, startRuns } from './running.ts';

const TABLE = 'lab-table-dev';
const GATES = ['dev-drift'];
const LOOKS = { 'dev/look': 'success', 'prod/look': 'skipped', tell: 'success' } as const;

let runs: Runs;
let owner: { dynamodb: DynamoDBClient; s3: S3Client };

before(async () => {
  // Prod is like dev, and costs as much again.
  runs = await startRuns({ environments: ['dev'] });
  const { endpoint, region, credentials } = runs.host.aws;
  const options = { endpoint, region, credentials, forcePathStyle: true };
  owner = { dynamodb: new DynamoDBClient(options), s3: new S3Client(options) };
  const seen = await runs.run('deploy.yml', { event: 'push', head: runs.scratch.base, approve: ['dev'] });
  equal(seen.results['dev/execute'], 'success', jobOf(seen, 'dev/execute').log.join('\n'));
  // One more is the smoke test's.
  await fill(25);
});

after(() => runs?.stop());

async function fill(count: number): Promise<void> {
  const items = Array.from({ length: count }, (_, index) => ({ Id: { S: `item-${index}` }, Message: { S: 'kept' } }));
  const RequestItems = { [TABLE]: items.map((Item) => ({ PutRequest: { Item } })) };
  await owner.dynamodb.send(new BatchWriteItemCommand({ RequestItems }));
}

const byHand = (file: string, inputs: Record<string, string>, approve: readonly string[] = []) =>
  runs.run(file, { event: 'workflow_dispatch', head: runs.scratch.base, inputs, approve });

test('a backup by hand is made behind its gate, and verified', async () => {
  const inputs = { environment: 'dev', table: 'lab/LabTable', format: 'json', where: '', notify: 'false' };
  const held = await byHand('backup.yml', inputs);
  deepEqual([held.heldAt, held.gates[0]?.environment], ['backup', 'dev-backup']);
  const seen = await byHand('backup.yml', inputs, ['dev-backup']);
  ended(seen, { backup: 'success' });
  const { summary } = jobOf(seen, 'backup');
  match(summary, /### Backup\n\n[\s\S]* {4}saved 26 items of lab-table-dev/);
  match(summary, /### Verification of the backup\n\n {4}the backup is sound: 26 items/);
});

test('a notice that nobody would get is no notice', async () => {
  const inputs = { environment: 'dev', table: 'lab/LabTable', format: 'csv', where: '', notify: 'true' };
  const seen = await byHand('backup.yml', inputs, ['dev-backup']);
  ended(seen, { backup: 'failure' });
  match(jobOf(seen, 'backup').annotations.at(-1)?.message ?? '', /^Give the stack bootstrap BackupMailFrom/);
});

test('a restore that is not confirmed asks nobody', async () => {
  const seen = await byHand('restore.yml', { environment: 'dev', table: TABLE, confirm: 'lab-table', from: '' }, [
    'dev-restore',
  ]);
  ended(seen, { confirm: 'failure', restore: 'skipped' });
  match(jobOf(seen, 'confirm').annotations.at(-1)?.message ?? '', /differ: type the same one twice/);
  deepEqual(seen.gates, []);
});

test('a restore makes a new table of the newest backup, and compares them', async () => {
  await fill(5);
  const inputs = { environment: 'dev', table: TABLE, confirm: TABLE, from: '' };
  const seen = await byHand('restore.yml', inputs, ['dev-restore']);
  ended(seen, { confirm: 'success', restore: 'success' });
  match(jobOf(seen, 'restore').summary, /### Verification of the backup[\s\S]*holds the same 26 items/);
  const { TableNames = [] } = await owner.dynamodb.send(new ListTablesCommand({}));
  const restored = TableNames.find((name) => name.startsWith(`${TABLE}-restored-`));
  const { Count } = await owner.dynamodb.send(new ScanCommand({ TableName: restored }));
  equal(Count, 26);
});

test('names of tables are words to the shell, whatever is in them', async () => {
  const table = `$(touch pwned)"; touch pwned; '`;
  const seen = await byHand('restore.yml', { environment: 'dev', table, confirm: table, from: '' }, ['dev-restore']);
  ended(seen, { confirm: 'success', restore: 'failure' });
  doesNotMatch(jobOf(seen, 'restore').log.join('\n'), /cannot touch|syntax error/);
});

test('nothing drifts, and the backup can be restored: no issue is opened', async () => {
  runs.host.variables.push({ name: 'DRILL_TABLE', value: TABLE, environment: 'dev-drift' });
  const seen = await byHand('drift.yml', { drill: 'true' }, GATES);
  ended(seen, LOOKS);
  match(jobOf(seen, 'dev/look').summary, /### Restore drill\n\n {4}proven: [\s\S]* {4}items: 26;/);
  deepEqual(runs.host.gitHub.issues(), []);
});

test('a bucket policy that was changed by hand is told in one issue, which is closed when it is right again', async () => {
  const Bucket = `lab-bucket-dev-${runs.host.aws.accountId}-us-east-1`;
  const { Policy = '' } = await owner.s3.send(new GetBucketPolicyCommand({ Bucket }));
  const open = JSON.parse(Policy);
  open.Statement.push({
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::123456789012:root' },
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${Bucket}/*`,
  });
  await owner.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(open) }));
  const look = () => runs.run('drift.yml', { event: 'schedule', head: runs.scratch.base, approve: GATES });
  const seen = await look();
  ended(seen, { 'dev/look': 'failure', 'prod/look': 'skipped', tell: 'success' });
  const [issue, ...others] = runs.host.gitHub.issues();
  equal(others.length, 0);
  deepEqual([issue?.state, issue?.labels], ['open', ['drift']]);
  match(issue?.body ?? '', /s3:GetObject/);
  match(issue?.body ?? '', new RegExp(`s3:GetObject arn:aws:s3:::${Bucket}/`), 'with a witness');
  ok((await look()).results['dev/look'] === 'failure');
  equal(runs.host.gitHub.issues().length, 1, 'one issue, however often it is found');
  await owner.s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  ended(await look(), LOOKS);
  deepEqual(
    runs.host.gitHub.issues().map(({ state }) => state),
    ['closed'],
  );
});
