import { deepEqual } from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { sdkCalls } from '../../scripts/iam/calls.ts';

async function checkout(t: TestContext, files: Record<string, string>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'calls-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  }
  return root;
}

test('calls are found in the handler and through what it imports and re-exports', async (t) => {
  const root = await checkout(t, {
    'functions/f/handler.ts': `import { SendMessageCommand as Send } from '@aws-sdk/client-sqs';
import type { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { store } from '../shared/store.ts';
export const handler = () => [new Send({}), store()];`,
    'functions/shared/store.ts': `export { put as store } from './put.ts';`,
    'functions/shared/put.ts': `import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
export * from './store.ts';
export const put = () => new HeadObjectCommand({});`,
  });
  deepEqual(await sdkCalls(root, 'functions/f/handler.ts'), [
    { action: 'sqs:SendMessage', file: 'functions/f/handler.ts', line: 4, column: 31 },
    { action: 's3:GetObject', file: 'functions/shared/put.ts', line: 3, column: 26 },
  ]);
});

test('what a library is known to call counts as a call of the code that uses it', async (t) => {
  const root = await checkout(t, {
    'functions/f/handler.ts': `import { getSecret as read, SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
export const handler = () => read('a', SecretsProvider);`,
  });
  deepEqual(await sdkCalls(root, 'functions/f/handler.ts'), [
    { action: 'secretsmanager:GetSecretValue', file: 'functions/f/handler.ts', line: 2, column: 30 },
  ]);
});

test('the lab’s functions make the calls that they are known for', async () => {
  const actions = async (name: string) =>
    (await sdkCalls(projectFolder, `functions/${name}/handler.ts`)).map(({ action }) => action).sort();
  deepEqual(await actions('lab-function'), ['dynamodb:PutItem', 's3:PutObject']);
  deepEqual(await actions('diy-function'), ['s3:PutObject']);
});
