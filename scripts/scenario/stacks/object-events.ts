import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { DeleteObjectCommand, GetBucketNotificationConfigurationCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { DeleteMessageCommand } from '@aws-sdk/client-sqs';
import { roleNameOf } from '../../embedded/calls.ts';
import { nobodyBecomes, noMessagesWithoutTls, nothingWithoutTls } from '../closed.ts';
import { whileDenied } from '../denied-object.ts';
import { deliver, eventOf, failedEvent, functionPolicy } from '../object-events/events.ts';
import { clear, RESULTS, ROLE, resultOf, resultVersions, UPLOADS, upload, uploaded } from '../object-events/objects.ts';
import type { Stage, Stranger } from '../scenario.ts';

/** Events of a bucket: who may call the function, what it may do, and what becomes of events that come wrong. */
export async function scenario(stage: Stage): Promise<void> {
  await clear(stage);
  try {
    await stage.part('uploads are summarised', () => uploadsAreSummarised(stage));
    await stage.part('awkward keys', () => uploadsWithAwkwardKeys(stage));
    await stage.part('the uploader needs only the bucket', () => uploaderNeedsOnlyTheBucket(stage));
    await stage.part('only this bucket calls', () => onlyThisBucketCalls(stage));
    await stage.part('events twice and late', () => eventsTwiceAndLate(stage));
    await stage.part('deleted before it is read', () => deletedBeforeItIsRead(stage));
    await stage.part('a denial is kept for later', () => denialIsKeptForLater(stage));
    await nobodyBecomes(stage, [ROLE]);
    await nothingWithoutTls(stage, [stage.outputs.BucketName ?? '']);
    await noMessagesWithoutTls(stage, stage.outputs.FailedEventsUrl ?? '');
  } finally {
    await clear(stage);
  }
}

async function uploadsAreSummarised(stage: Stage): Promise<void> {
  await stage.step('a CSV file under incoming/ is summarised under processed/', async (step) => {
    const text = '\uFEFFid,comment\r\n1,"two\nlines, one record"\r\n2,"say ""hi"""';
    const summary = await uploaded(stage, step, `${UPLOADS}orders.csv`, text, 'text/csv');
    deepEqual(summary.counts, { format: 'csv', lines: 4, records: 3, unclosedQuote: false });
    const bytes = Buffer.from(text);
    deepEqual([summary.size, summary.sha256], [bytes.length, createHash('sha256').update(bytes).digest('hex')]);
    step.note(`summary: ${JSON.stringify(summary)}`);
  });
  await stage.step('an NDJSON file is counted by lines, and a broken line is found', async (step) => {
    const text = '{"id":1}\n\n{"id":\n{"id":2}';
    const { counts } = await uploaded(stage, step, `${UPLOADS}events.ndjson`, text, 'application/x-ndjson');
    const found = { records: 2, blankLines: 1, invalidLines: 1, unreadLines: 0, firstInvalidLine: 3 };
    deepEqual(counts, { format: 'ndjson', lines: 4, ...found });
    step.note(`counts: ${JSON.stringify(counts)}`);
  });
}

async function uploadsWithAwkwardKeys(stage: Stage): Promise<void> {
  const names = ['two words', 'plus+plus', '100%', '%2B%20', 'Grüße 日本 🎉', 'a&b=c?d#e;f', "it's", ' edges '];
  await stage.step('keys with spaces, +, %, unicode and the like are read and written as they are', async (step) => {
    await Promise.all(
      names.map(async (name) => {
        const { size } = await uploaded(stage, step, `${UPLOADS}${name}`, name, 'text/plain');
        equal(size, Buffer.byteLength(name));
      }),
    );
    step.note(`keys: ${names.map((name) => `“${name}”`).join(' ')}`);
  });
}

async function uploaderNeedsOnlyTheBucket(stage: Stage): Promise<void> {
  const bucket = stage.outputs.BucketName ?? '';
  const put = (Key: string) => new PutObjectCommand({ Bucket: bucket, Key, Body: 'hello' });
  const statement = { Effect: 'Allow', Action: 's3:PutObject', Resource: `arn:aws:s3:::${bucket}/${UPLOADS}*` };
  const uploader = await stage.stranger('uploader', [statement]);
  await stage.step('who may put objects needs nothing of the function: its policy stays as it is', async (step) => {
    const before = await functionPolicy(stage);
    const key = `${UPLOADS}from-uploader.txt`;
    await resultOf(stage, step, key, await upload(uploader.secure.s3, bucket, key, 'hello', 'text/plain'));
    deepEqual(await functionPolicy(stage), before);
  });
  await stage.refused(
    'the uploader may not write results',
    { action: 's3:PutObject', decision: 'ImplicitlyDenied' },
    () => uploader.secure.s3.send(put(`${RESULTS}forged.json`)),
  );
  await stage.refused(
    'uploading without TLS is refused',
    { action: 's3:PutObject', decision: 'ExplicitlyDenied' },
    () => uploader.insecure.s3.send(put(`${UPLOADS}plain.txt`)),
  );
  const nobody = await stage.stranger('no-uploader', []);
  await stage.refused(
    'a role that no policy names may not upload',
    { action: 's3:PutObject', decision: 'ImplicitlyDenied' },
    () => nobody.secure.s3.send(put(`${UPLOADS}nobody.txt`)),
  );
  await strangerMayNotInvoke(stage, uploader);
}

async function strangerMayNotInvoke(stage: Stage, { secure }: Stranger): Promise<void> {
  const Payload = JSON.stringify(await eventOf(stage, `${UPLOADS}from-uploader.txt`, null));
  await stage.refused(
    'the uploader may not call the function itself',
    { action: 'lambda:InvokeFunction', decision: 'ImplicitlyDenied' },
    () => secure.lambda.send(new InvokeCommand({ FunctionName: stage.outputs.FunctionName, Payload })),
  );
}

async function onlyThisBucketCalls(stage: Stage): Promise<void> {
  const bucket = stage.outputs.BucketName ?? '';
  await stage.step('the function’s policy lets only this bucket of this account call it', async ({ note }) => {
    const [statement, ...others] = (await functionPolicy(stage)).Statement;
    deepEqual(others, []);
    deepEqual(statement?.Principal, { Service: 's3.amazonaws.com' });
    deepEqual(statement?.Condition, {
      ArnLike: { 'AWS:SourceArn': `arn:aws:s3:::${bucket}` },
      StringEquals: { 'AWS:SourceAccount': stage.accountId },
    });
    note(JSON.stringify(statement?.Condition));
  });
  await stage.step(
    'results call nothing: only incoming/ does, and the function takes no other key',
    async ({ note }) => {
      const { LambdaFunctionConfigurations: [calling, ...others] = [] } = await stage.owner.s3.send(
        new GetBucketNotificationConfigurationCommand({ Bucket: bucket }),
      );
      equal(others.length, 0);
      equal(calling?.Filter?.Key?.FilterRules?.[0]?.Value, 'incoming/');
      const refusal = /refused key processed\/scenario\/a.json: only objects under incoming\/ are summarised/;
      await rejects(deliver(stage, await eventOf(stage, `${RESULTS}a.json`, null)), (error: Error) => {
        note(error.message);
        return refusal.test(error.message);
      });
    },
  );
  await stage.step('an event of another bucket is refused', async () => {
    const event = await eventOf(stage, `${UPLOADS}a.txt`, null, 'another-bucket');
    await rejects(deliver(stage, event), /refused an event of bucket another-bucket/);
  });
}

async function eventsTwiceAndLate(stage: Stage): Promise<void> {
  const bucket = stage.outputs.BucketName ?? '';
  const key = `${UPLOADS}often.txt`;
  const [older, newer] = await stage.step('two versions of one object have a result each', async (step) => {
    const first = await upload(stage.owner.s3, bucket, key, 'older', 'text/plain');
    await resultOf(stage, step, key, first);
    const second = await upload(stage.owner.s3, bucket, key, 'newer!', 'text/plain');
    equal((await resultOf(stage, step, key, second)).size, 6);
    return [first, second];
  });
  await stage.step('the same event five times at once writes nothing new', async () => {
    const event = await eventOf(stage, key, newer);
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => deliver(stage, event)));
    deepEqual(
      outcomes.flat().map(({ outcome }) => outcome),
      Array(5).fill('summarised before'),
    );
    equal(await resultVersions(stage, key), 2);
  });
  await stage.step('an older event that comes late changes nothing', async ({ note }) => {
    const [outcome] = await deliver(stage, await eventOf(stage, key, older));
    equal(outcome?.outcome, 'superseded by a newer version');
    equal(await resultVersions(stage, key), 2);
    note(JSON.stringify(outcome));
  });
}

async function deletedBeforeItIsRead(stage: Stage): Promise<void> {
  const Bucket = stage.outputs.BucketName ?? '';
  const Key = `${UPLOADS}short-lived.txt`;
  await stage.step('an object deleted before it is read ends quietly', async (step) => {
    const versionId = await upload(stage.owner.s3, Bucket, Key, 'soon gone', 'text/plain');
    await resultOf(stage, step, Key, versionId);
    await stage.owner.s3.send(new DeleteObjectCommand({ Bucket, Key }));
    const [outcome] = await deliver(stage, await eventOf(stage, Key, versionId));
    equal(outcome?.outcome, 'deleted before it was read');
    step.note(JSON.stringify(outcome));
  });
}

async function denialIsKeptForLater(stage: Stage): Promise<void> {
  const bucket = stage.outputs.BucketName ?? '';
  const key = `${UPLOADS}denied.txt`;
  const failed = await stage.step('a denial is tried again, then kept in the queue of failures', async (step) => {
    const message = await whileDenied(stage.owner.s3, bucket, key, async () => {
      const versionId = await upload(stage.owner.s3, bucket, key, 'denied', 'text/plain');
      return failedEvent(stage, versionId);
    });
    const denied = step.checks().filter(({ action, decision }) => action === 's3:GetObject' && decision !== 'Allowed');
    equal(denied.length, 2);
    equal(roleNameOf(denied[0]?.principal ?? ''), ROLE);
    const { errorMessage } = message.record.responsePayload;
    match(errorMessage, /^cannot read object incoming\/scenario\/denied.txt of bucket \S+ AccessDenied: /);
    step.note(errorMessage);
    return message;
  });
  await stage.step('nothing is lost: the kept event, delivered once more, is summarised', async () => {
    const [outcome] = await deliver(stage, failed.record.requestPayload);
    equal(outcome?.outcome, 'summarised');
    const QueueUrl = stage.outputs.FailedEventsUrl;
    await stage.owner.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: failed.message.ReceiptHandle }));
  });
}
