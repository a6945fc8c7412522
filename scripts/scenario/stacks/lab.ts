import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { DiyResult } from '../../../functions/diy-function/handler.ts';
import type { LabResult } from '../../../functions/lab-function/handler.ts';
import { roleNameOf } from '../../embedded/calls.ts';
import { nobodyBecomes, nothingWithoutTls } from '../closed.ts';
import type { Stage } from '../scenario.ts';
import { findingsAfter } from '../what-if.ts';

/** The lab's lessons: one home for each access, TLS only, and policies that are valid JSON and still wrong. */
export async function scenario(stage: Stage): Promise<void> {
  const bucket = stage.outputs.BucketName ?? '';
  await stage.part('lab-function writes', () => labFunctionWrites(stage));
  await stage.part('diy-function writes', () => diyFunctionWrites(stage));
  await stage.part('strangers are refused', () => strangersAreRefused(stage, bucket));
  await nobodyBecomes(stage, ['LabLambdaRole', 'DIYPermission']);
  await nothingWithoutTls(stage, [bucket]);
  await stage.part('stale policies are caught', () => stalePoliciesAreCaught(stage));
}

async function labFunctionWrites(stage: Stage): Promise<void> {
  const event = await testEvent(stage, 'lab-function/events/test-item.json');
  const result = await stage.step('lab-function writes an item and an object', async ({ checks, note }) => {
    const answer = (await stage.invoke(stage.outputs.LabFunctionName ?? '', event)) as LabResult;
    const writer = checks().find(({ action }) => action === 's3:PutObject');
    equal(roleNameOf(writer?.principal ?? ''), 'LabLambdaRole');
    note(`answer: ${JSON.stringify(answer)}`);
    return answer;
  });
  await stage.step('what lab-function wrote is there', async ({ note }) => {
    const Key = { Id: { S: result.id } };
    const { Item } = await stage.owner.dynamodb.send(new GetItemCommand({ TableName: result.table, Key }));
    deepEqual(Item, { Id: { S: event.id }, Message: { S: event.message } });
    const text = await objectText(stage, result);
    deepEqual(JSON.parse(text), { id: event.id, message: event.message });
    ok(result.versionId, 'the bucket keeps versions');
    note(`object: ${text}`);
  });
}

async function diyFunctionWrites(stage: Stage): Promise<void> {
  const event = await testEvent(stage, 'diy-function/events/test-object.json');
  const result = await stage.step('diy-function puts an object under its own role', async ({ checks, note }) => {
    const answer = (await stage.invoke(stage.outputs.DiyFunctionName ?? '', event)) as DiyResult;
    const writer = checks().find(({ action }) => action === 's3:PutObject');
    equal(roleNameOf(writer?.principal ?? ''), 'DIYPermission');
    note(`answer: ${JSON.stringify(answer)}`);
    return answer;
  });
  await stage.step('what diy-function wrote is there', async ({ note }) => {
    const text = await objectText(stage, result);
    deepEqual(JSON.parse(text), { message: event.message });
    note(`object: ${text}`);
  });
}

async function strangersAreRefused(stage: Stage, bucket: string): Promise<void> {
  const put = (key: string) => new PutObjectCommand({ Bucket: bucket, Key: key, Body: '{}' });
  const nobody = await stage.stranger('lab-third-role', []);
  await stage.refused(
    'a third role, which no policy names, is refused',
    { action: 's3:PutObject', decision: 'ImplicitlyDenied' },
    () => nobody.secure.s3.send(put('third-role.json')),
  );
  const grant = { Effect: 'Allow', Action: 's3:PutObject', Resource: `arn:aws:s3:::${bucket}/*` };
  const holder = await stage.stranger('lab-put-role', [grant]);
  await stage.step('a role with a grant of its own gets in: either policy suffices', async () => {
    await holder.secure.s3.send(put('put-role.json'));
  });
  await stage.refused(
    'the same call without TLS is refused',
    { action: 's3:PutObject', decision: 'ExplicitlyDenied' },
    () => holder.insecure.s3.send(put('put-role.json')),
  );
}

async function stalePoliciesAreCaught(stage: Stage): Promise<void> {
  const policy = 'policies/lab-bucket.json';
  const other = stage.accountId === '111122223333' ? '444455556666' : '111122223333';
  await stage.step('an ARN from a reset account is caught before deploying', async ({ note }) => {
    const stale = (text: string) => text.replace('${LabLambdaRole.Arn}', `arn:aws:iam::${other}:role/LabLambdaRole`);
    const findings = await findingsAfter(stage.root, 'lab', policy, stale, stage.accountId);
    const [first = ''] = findings.filter((text) => text.includes('account id'));
    match(first, /^policies\/lab-bucket\.json:\d+:\d+: error: the account id/);
    note(first);
  });
  await stage.step('a policy that names only one of the roles is caught before deploying', async ({ note }) => {
    const oneRole = (text: string) => text.replace(/"\$\{LabLambdaRole\.Arn\}",\s*/, '');
    const [first = ''] = await findingsAfter(stage.root, 'lab', policy, oneRole, stage.accountId);
    match(first, /^policies\/lab-bucket\.json:\d+:\d+: error: role LabLambdaRole is not granted s3:PutObject/);
    note(first);
  });
}

async function testEvent(stage: Stage, file: string): Promise<Record<string, string>> {
  return JSON.parse(await readFile(join(stage.root, 'functions', file), 'utf8'));
}

async function objectText(stage: Stage, { bucket, key }: { bucket: string; key: string }): Promise<string> {
  const { Body } = await stage.owner.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return (await Body?.transformToString()) ?? '';
}
