import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { GetRolePolicyCommand } from '@aws-sdk/client-iam';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import {
  CreateBucketCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  ListObjectsV2Command,
  type S3Client,
} from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { roleNameOf } from '../../embedded/calls.ts';
import { type Actor, actor } from '../clients.ts';
import { nobodyBecomes, noMessagesWithoutTls, nothingWithoutTls } from '../closed.ts';
import type { Stage } from '../scenario.ts';
import {
  bucketOf,
  bucketsNamed,
  inRegion,
  insertRecord,
  newUser,
  removeBuckets,
  removeUsers,
  signUp,
  stampOf,
  timeIn,
  userOf,
} from '../user-buckets.ts';

/** A part in two pieces. */
const FAILING = 'an event that fails';

/** One run's users, in the deployed stack. */
interface Lesson extends Stage {
  /** The owner, in the region of the users' buckets. */
  s3: S3Client;
  table: string;
  prefix: string;
  /** Everyone who signed up, to be removed at the end. */
  users: string[];
  signUp(name: string, uri?: string): Promise<string>;
  bucketOf(userId: string): Promise<string>;
}

/** A sign-up gets one bucket, closed and known to its user, whatever is delivered twice, fails or is somebody else's. */
export async function scenario(stage: Stage): Promise<void> {
  const lesson = lessonOn(stage);
  const failing = newUser('unknown');
  await stage.part(FAILING, () => uriInsertFails(lesson, failing));
  await stage.part('a sign-up', async () => {
    const { userId, bucket } = await signUpMakesABucket(lesson);
    await bucketIsClosed(lesson, bucket);
    await strangersAreRefused(lesson, bucket);
    await oneBucketAUser(lesson, userId, bucket);
  });
  await stage.part('the makers are bound', () => makersAreBound(lesson));
  await stage.part('other users are left alone', () => otherUsersAreLeftAlone(lesson));
  await stage.part('a foreign bucket is left alone', () => foreignBucketIsLeftAlone(lesson));
  await stage.part('poison is reported', () => poisonIsReported(lesson));
  // Lambda has tried it again meanwhile, and again.
  await stage.part(FAILING, () => failedEventIsKept(lesson, failing));
  await nobodyBecomes(stage, ['BucketCreationRole', 'BucketUriInsertRole']);
  await nothingWithoutTls(stage, [stage.outputs.FailedRecordsBucketName ?? '']);
  await noMessagesWithoutTls(stage, stage.outputs.FailedUriQueueUrl ?? '');
  await cleanUp(lesson);
}

function lessonOn(stage: Stage): Lesson {
  const { UserTableName: table = '', BucketPrefix: prefix = '', BucketRegion: region = '' } = stage.outputs;
  const users: string[] = [];
  const { dynamodb } = stage.owner;
  return {
    ...stage,
    s3: inRegion(stage.owner.s3, region),
    table,
    prefix,
    users,
    async signUp(name, uri) {
      const userId = newUser(name);
      users.push(userId);
      await signUp(dynamodb, table, userId, uri);
      return userId;
    },
    bucketOf: (userId) => stage.eventually('the bucket’s address', () => bucketOf(dynamodb, table, userId)),
  };
}

async function uriInsertFails({ step, owner, outputs }: Lesson, bucket: string): Promise<void> {
  await step('bucket-uri-insert is handed an event that it cannot do', async () => {
    const event = new InvokeCommand({
      FunctionName: outputs.BucketUriInsertName,
      InvocationType: 'Event',
      Payload: JSON.stringify({ bucket }),
    });
    await owner.lambda.send(event);
  });
}

async function signUpMakesABucket(lesson: Lesson): Promise<{ userId: string; bucket: string }> {
  return lesson.step('a sign-up makes a bucket, and the user’s item says which', async ({ checks, note }) => {
    const userId = await lesson.signUp('ada');
    const bucket = await lesson.bucketOf(userId);
    match(bucket, new RegExp(`^${lesson.prefix}${userId}-\\d{14}$`));
    const roleOf = (action: string) => {
      const check = checks().find((check) => check.action === action && !check.principal.endsWith(':root'));
      return roleNameOf(check?.principal ?? '');
    };
    equal(roleOf('s3:CreateBucket'), 'BucketCreationRole');
    equal(roleOf('dynamodb:UpdateItem'), 'BucketCreationRole');
    note(`s3_bucket_uri: s3://${bucket}`);
    return { userId, bucket };
  });
}

async function bucketIsClosed({ step, s3, outputs }: Lesson, Bucket: string): Promise<void> {
  await step('the bucket is closed, encrypted, versioned and in its region', async ({ note }) => {
    const { PublicAccessBlockConfiguration } = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    deepEqual(Object.values(PublicAccessBlockConfiguration ?? {}), [true, true, true, true]);
    const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
    const [rule] = encryption.ServerSideEncryptionConfiguration?.Rules ?? [];
    equal(rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm, 'AES256');
    equal((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status, 'Enabled');
    equal((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint, outputs.BucketRegion);
    const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
    const statements: { Effect: string }[] = JSON.parse(Policy).Statement;
    ok(statements.every(({ Effect }) => Effect === 'Deny'));
    const { TagSet = [] } = await s3.send(new GetBucketTaggingCommand({ Bucket }));
    note(`tags: ${TagSet.map(({ Key, Value }) => `${Key}=${Value}`).join(' ')}`);
  });
  await step('CORS lets named sites in, and no other', async ({ note }) => {
    const { CORSRules: [rule] = [] } = await s3.send(new GetBucketCorsCommand({ Bucket }));
    deepEqual(rule?.AllowedMethods, ['GET', 'HEAD', 'POST']);
    deepEqual(rule?.ExposeHeaders, ['x-amz-server-side-encryption', 'x-amz-request-id', 'x-amz-id-2']);
    equal(rule?.MaxAgeSeconds, 3000);
    ok(rule?.AllowedOrigins?.every((origin) => !origin.includes('*')));
    note(`origins: ${rule?.AllowedOrigins?.join(' ')}`);
  });
}

async function strangersAreRefused(lesson: Lesson, Bucket: string): Promise<void> {
  const list = ({ s3 }: Actor) =>
    inRegion(s3, lesson.outputs.BucketRegion ?? '').send(new ListObjectsV2Command({ Bucket }));
  const nobody = await lesson.stranger('user-bucket-nobody', []);
  const refusal = { action: 's3:ListBucket', decision: 'ImplicitlyDenied' } as const;
  await lesson.refused('a stranger is refused at the user’s bucket', refusal, () => list(nobody.secure));
  await lesson.refused(
    'a stranger cannot sign anyone up',
    { action: 'dynamodb:PutItem', decision: 'ImplicitlyDenied' },
    () => nobody.secure.dynamodb.send(new PutItemCommand({ TableName: lesson.table, Item: { userId: { S: 'eve' } } })),
  );
  const grant = { Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${Bucket}` };
  const holder = await lesson.stranger('user-bucket-reader', [grant]);
  await lesson.step('a role with a grant gets in', () => list(holder.secure));
  await lesson.refused('the same call without TLS is refused', { ...refusal, decision: 'ExplicitlyDenied' }, () =>
    list(holder.insecure),
  );
}

async function makersAreBound(lesson: Lesson): Promise<void> {
  const maker = await lesson.stranger('user-bucket-maker', await bucketStatements(lesson));
  const own = `${lesson.prefix}${newUser('maker')}`;
  await lesson.step('a role with bucket-creation’s own S3 grants can make a user’s bucket', async () => {
    await maker.secure.s3.send(new CreateBucketCommand({ Bucket: own }));
    await removeBuckets(lesson.owner.s3, [own]);
  });
  await lesson.refused(
    `and no bucket that is not named ${lesson.prefix}*`,
    { action: 's3:CreateBucket', decision: 'ImplicitlyDenied' },
    () => maker.secure.s3.send(new CreateBucketCommand({ Bucket: newUser('other-bucket') })),
  );
}

function otherAccount({ accountId, endpoint, region }: Lesson): Actor {
  const other = accountId === '111122223333' ? '444455556666' : '111122223333';
  return actor(endpoint, region, { accessKeyId: other, secretAccessKey: 'other' });
}

/** The role's own S3 statements as they are deployed: nobody but Lambda can act as the role itself. */
async function bucketStatements({ owner }: Lesson): Promise<object[]> {
  const inline = { RoleName: 'BucketCreationRole', PolicyName: 'bucket-creation' };
  const { PolicyDocument = '' } = await owner.iam.send(new GetRolePolicyCommand(inline));
  const { Statement }: { Statement: { Sid: string }[] } = JSON.parse(decodeURIComponent(PolicyDocument));
  return Statement.filter(({ Sid }) => Sid.endsWith('UserBuckets'));
}

async function oneBucketAUser(lesson: Lesson, userId: string, bucket: string): Promise<void> {
  const { step, owner, s3, table, prefix, outputs } = lesson;
  await step('the same record, delivered again, makes no second bucket', async ({ note }) => {
    const record = insertRecord(userId, timeIn(bucket));
    const deliver = () => lesson.invoke(outputs.BucketCreationName ?? '', { Records: [record] });
    for (let time = 1; time <= 3; time++) deepEqual(await deliver(), { batchItemFailures: [] });
    deepEqual(await bucketsNamed(s3, `${prefix}${userId}-`), [bucket]);
    note(`one bucket after 4 deliveries: ${bucket}`);
  });
  await step('a change of the user makes no second bucket', async () => {
    const change = { UpdateExpression: 'SET nickname = :name', ExpressionAttributeValues: { ':name': { S: 'Ada' } } };
    await owner.dynamodb.send(new UpdateItemCommand({ TableName: table, Key: { userId: { S: userId } }, ...change }));
    // The stream keeps its order: when a later sign-up has its bucket, the change has been passed over.
    await lesson.bucketOf(await lesson.signUp('after-the-change'));
    deepEqual(await bucketsNamed(s3, `${prefix}${userId}-`), [bucket]);
  });
}

async function otherUsersAreLeftAlone(lesson: Lesson): Promise<void> {
  const { step, owner, table, outputs } = lesson;
  const record = (userId: string) => {
    const event = { userId, bucket: `${lesson.prefix}${userId}-20260102030405`, signedUpAt: '2026-01-02T03:04:05Z' };
    return lesson.invoke(outputs.BucketUriInsertName ?? '', event);
  };
  await step('a user who was deleted meanwhile is not made again', async ({ note }) => {
    const userId = newUser('deleted');
    const answer = await record(userId);
    deepEqual(answer, { outcome: 'gone' });
    equal(await userOf(owner.dynamodb, table, userId), undefined);
    note(JSON.stringify(answer));
  });
  await step('a user’s other bucket is not overwritten', async ({ note }) => {
    const userId = await lesson.signUp('has-one', 's3://kept');
    const answer = await record(userId);
    deepEqual(answer, { outcome: 'kept' });
    equal(await lesson.bucketOf(userId), 'kept');
    note(JSON.stringify(answer));
  });
}

async function foreignBucketIsLeftAlone({ step, owner, prefix, table, bucketOf, ...lesson }: Lesson): Promise<void> {
  const other = otherAccount({ prefix, table, bucketOf, step, owner, ...lesson });
  await step('a name that another account holds is left to it, and another one taken', async ({ note }) => {
    const userId = newUser('squatted');
    lesson.users.push(userId);
    // The sign-up's second is not known before it: they take the next ones as well.
    const seconds = [0, 1, 2, 3].map((later) => new Date(Date.now() + later * 1000));
    const theirs = seconds.map((at) => `${prefix}${userId}-${stampOf(at)}`);
    for (const Bucket of theirs) await other.s3.send(new CreateBucketCommand({ Bucket }));
    await signUp(owner.dynamodb, table, userId);
    const ours = await bucketOf(userId);
    match(ours, new RegExp(`^${prefix}${userId}-[0-9a-f]{16}-\\d{14}$`));
    const Bucket = theirs.find((name) => name.endsWith(stampOf(timeIn(ours)))) ?? '';
    await rejects(other.s3.send(new GetBucketPolicyCommand({ Bucket })), { name: 'NoSuchBucketPolicy' });
    await removeBuckets(other.s3, theirs);
    note(`theirs: ${Bucket}, untouched; ours: ${ours}`);
  });
}

async function poisonIsReported({ step, outputs, ...lesson }: Lesson): Promise<void> {
  await step('a record that cannot be read is reported alone, and is done when it is mended', async ({ note }) => {
    const deliver = (...Records: object[]) => lesson.invoke(outputs.BucketCreationName ?? '', { Records });
    const userId = await lesson.signUp('beside-poison');
    const good = insertRecord(userId, timeIn(await lesson.bucketOf(userId)));
    const { ApproximateCreationDateTime: _, ...dynamodb } = insertRecord('x', new Date()).dynamodb;
    const poison = { ...good, eventID: newUser('poison'), dynamodb };
    const answer = await deliver(poison, good);
    deepEqual(answer, { batchItemFailures: [{ itemIdentifier: dynamodb.SequenceNumber }] });
    note(JSON.stringify(answer));
    deepEqual(await deliver({ ...good, eventID: poison.eventID }), { batchItemFailures: [] });
  });
}

async function failedEventIsKept({ step, owner, outputs, eventually }: Lesson, bucket: string): Promise<void> {
  await step('the event that bucket-uri-insert could not do is kept whole', async ({ note }) => {
    const queue = { QueueUrl: outputs.FailedUriQueueUrl };
    const message = await eventually('the failed event', async () => {
      const { Messages: [message] = [] } = await owner.sqs.send(new ReceiveMessageCommand(queue));
      return message?.Body?.includes(bucket) ? message : undefined;
    });
    const { requestPayload, requestContext } = JSON.parse(message.Body ?? '{}');
    deepEqual(requestPayload, { bucket });
    note(`${requestContext.condition}: ${JSON.stringify(requestPayload)}`);
    await owner.sqs.send(new DeleteMessageCommand({ ...queue, ReceiptHandle: message.ReceiptHandle }));
  });
}

async function cleanUp({ step, owner, s3, table, prefix, users }: Lesson): Promise<void> {
  await step('the users and buckets of this run are removed', async ({ note }) => {
    const buckets = await Promise.all(users.map((userId) => bucketsNamed(s3, `${prefix}${userId}-`)));
    await removeBuckets(s3, buckets.flat());
    await removeUsers(owner.dynamodb, table, users);
    note(`${users.length} users, ${buckets.flat().length} buckets`);
  });
}
