import { deepEqual, equal, rejects } from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { handler as diy } from '../../functions/diy-function/handler.ts';
import { handler as lab } from '../../functions/lab-function/handler.ts';
import { answer } from './client-answers.ts';

const context = { awsRequestId: 'request-1' } as Context;
const denied = Object.assign(new Error('not authorized to perform: s3:PutObject'), { name: 'AccessDenied' });

beforeEach(() => {
  process.env.TABLE_NAME = 'table';
  process.env.BUCKET_NAME = 'bucket';
});

test('lab-function writes the item and a copy of it', async (t) => {
  const items = answer(t, DynamoDBClient, () => ({}));
  const objects = answer(t, S3Client, () => ({ VersionId: 'v1' }));
  const result = await lab({ id: 'a', message: 'hi' }, context);
  deepEqual(result, { table: 'table', id: 'a', bucket: 'bucket', key: 'lab/a.json', versionId: 'v1' });
  deepEqual(items[0]?.input, { TableName: 'table', Item: { Id: { S: 'a' }, Message: { S: 'hi' } } });
  equal(objects[0]?.input.Body, '{"id":"a","message":"hi"}');
  equal(objects[0]?.input.ContentType, 'application/json');
});

test('without an id the request’s own is used, and an unversioned bucket has no version', async (t) => {
  answer(t, DynamoDBClient, () => ({}));
  answer(t, S3Client, () => ({}));
  const { id, versionId } = await lab({}, context);
  deepEqual([id, versionId], ['request-1', null]);
});

test('an item that cannot be written says which, and no object is written', async (t) => {
  answer(t, DynamoDBClient, () => {
    throw Object.assign(new Error('no such table'), { name: 'ResourceNotFoundException' });
  });
  const objects = answer(t, S3Client, () => ({}));
  const message = 'cannot write item a to table table: ResourceNotFoundException: no such table';
  await rejects(lab({ id: 'a' }, context), { name: 'ResourceNotFoundException', message });
  equal(objects.length, 0);
});

test('an object that is refused says which, and keeps the name of the refusal', async (t) => {
  answer(t, S3Client, () => {
    throw denied;
  });
  const message = /^cannot put object diy\/x\.json into bucket bucket: AccessDenied: /;
  await rejects(diy({ name: 'x' }, context), { name: 'AccessDenied', message });
});

test('diy-function puts its object', async (t) => {
  const objects = answer(t, S3Client, () => ({ VersionId: 'v1' }));
  deepEqual(await diy({}, context), { bucket: 'bucket', key: 'diy/request-1.json', versionId: 'v1' });
  equal(objects[0]?.input.Body, '{"message":"written by diy-function"}');
});

test('a missing environment variable is named', async () => {
  delete process.env.BUCKET_NAME;
  await rejects(diy({}, context), { message: /environment variable BUCKET_NAME is not set/ });
});
