import { pascal } from '../names.ts';

export function stackHandler(name: string): string {
  return `import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { required } from '../shared/environment.ts';
import { putJson } from '../shared/objects.ts';

export interface SaveEvent {
  /** The last part of the object's key; the request id when absent. */
  name?: string;
  message?: string;
}

export interface SaveResult {
  bucket: string;
  key: string;
  versionId: string | null;
}

const logger = new Logger({ serviceName: '${name}' });
const s3 = new S3Client();

/** Keeps a message in the stack's bucket. */
export async function handler(event: SaveEvent, context: Context): Promise<SaveResult> {
  const bucket = required('BUCKET_NAME');
  const key = \`saved/\${event.name ?? context.awsRequestId}.json\`;
  const message = event.message ?? 'written by ${name}';
  const versionId = await putJson(s3, bucket, key, { message });
  logger.info('wrote object', { bucket, key });
  return { bucket, key, versionId };
}
`;
}

/** By file below its folder `events`. */
export const STACK_EVENTS: Readonly<Record<string, string>> = {
  'save.json': `{
  "name": "test-object",
  "message": "Keep this"
}
`,
  'smoke.json': `{ "name": "smoke-test", "message": "Written by a smoke test" }
`,
};

export function stackHandlerTest(name: string): string {
  return `import { deepEqual, equal, rejects } from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { handler } from '../../functions/${name}/handler.ts';
import { answer } from './client-answers.ts';

const context = { awsRequestId: 'request-1' } as Context;

beforeEach(() => {
  process.env.BUCKET_NAME = 'bucket';
});

test('a message is kept under its name', async (t) => {
  const objects = answer(t, S3Client, () => ({ VersionId: 'v1' }));
  const result = await handler({ name: 'a', message: 'hi' }, context);
  deepEqual(result, { bucket: 'bucket', key: 'saved/a.json', versionId: 'v1' });
  equal(objects[0]?.input.Body, '{"message":"hi"}');
});

test('without a name the request’s own id is used', async (t) => {
  answer(t, S3Client, () => ({}));
  deepEqual(await handler({}, context), { bucket: 'bucket', key: 'saved/request-1.json', versionId: null });
});

test('a refusal says what was refused, and keeps its name', async (t) => {
  answer(t, S3Client, () => {
    throw Object.assign(new Error('not authorized to perform: s3:PutObject'), { name: 'AccessDenied' });
  });
  const message = /^cannot put object saved\\/a\\.json into bucket bucket: AccessDenied: /;
  await rejects(handler({ name: 'a' }, context), { name: 'AccessDenied', message });
});
`;
}

/** Tries the grant and each denial of the stack. */
export function stackScenario(name: string): string {
  return `import { deepEqual, equal, ok } from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { SaveResult } from '../../../functions/${name}/handler.ts';
import { roleNameOf } from '../../embedded/calls.ts';
import { nobodyBecomes, nothingWithoutTls } from '../closed.ts';
import type { Stage } from '../scenario.ts';

const ROLE = '${pascal(name)}Role';

/** What ${name} does, and whom it refuses. */
export async function scenario(stage: Stage): Promise<void> {
  const bucket = stage.outputs.BucketName ?? '';
  await stage.part('messages are kept', () => messagesAreKept(stage));
  await stage.part('strangers are refused', () => strangersAreRefused(stage, bucket));
  await nobodyBecomes(stage, [ROLE]);
  await nothingWithoutTls(stage, [bucket]);
}

async function messagesAreKept(stage: Stage): Promise<void> {
  const file = join(stage.root, 'functions/${name}/events/save.json');
  const event = JSON.parse(await readFile(file, 'utf8'));
  const result = await stage.step('the function writes an object under its own role', async ({ checks, note }) => {
    const answer = (await stage.invoke(stage.outputs.FunctionName ?? '', event)) as SaveResult;
    const writer = checks().find(({ action }) => action === 's3:PutObject');
    equal(roleNameOf(writer?.principal ?? ''), ROLE);
    note(\`answer: \${JSON.stringify(answer)}\`);
    return answer;
  });
  await stage.step('what it wrote is there', async ({ note }) => {
    const { Body } = await stage.owner.s3.send(new GetObjectCommand({ Bucket: result.bucket, Key: result.key }));
    const text = (await Body?.transformToString()) ?? '';
    deepEqual(JSON.parse(text), { message: event.message });
    ok(result.versionId, 'the bucket keeps versions');
    note(\`object: \${text}\`);
  });
}

async function strangersAreRefused(stage: Stage, bucket: string): Promise<void> {
  const put = new PutObjectCommand({ Bucket: bucket, Key: 'saved/stranger.json', Body: '{}' });
  const nobody = await stage.stranger('nobody', []);
  await stage.refused(
    'a role that no policy names is refused',
    { action: 's3:PutObject', decision: 'ImplicitlyDenied' },
    () => nobody.secure.s3.send(put),
  );
  const grant = { Effect: 'Allow', Action: 's3:PutObject', Resource: \`arn:aws:s3:::\${bucket}/*\` };
  const holder = await stage.stranger('writer', [grant]);
  await stage.refused(
    'a role with a grant of its own is refused without TLS',
    { action: 's3:PutObject', decision: 'ExplicitlyDenied' },
    () => holder.insecure.s3.send(put),
  );
}
`;
}
