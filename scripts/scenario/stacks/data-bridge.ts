import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  InvokeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { StoredDocument } from '../../../functions/data-bridge/document.ts';
import { roleNameOf } from '../../embedded/calls.ts';
import type { WeatherMode } from '../../embedded/stand-ins/weather.ts';
import { nobodyBecomes, nothingWithoutTls } from '../closed.ts';
import type { Stage } from '../scenario.ts';

const ROLE = 'lambda-execution-role';

/** The bridge keeps every answer as a version, spares the API, and shows nothing but good documents. */
export async function scenario(stage: Stage): Promise<void> {
  try {
    await stage.part('fetches twice', () => fetchesTwice(stage));
    await stage.part('the key stays inside', () => keyStaysInside(stage));
    await stage.part('a fresh copy is served', () => freshCopyIsServed(stage));
    await stage.part('failures leave the document', () => failuresLeaveTheDocument(stage));
    await stage.part('a missing document is fetched', () => missingIsFetched(stage));
    await stage.part('throttled', () => throttled(stage));
  } finally {
    stage.standIns.weather.behave('good');
  }
  await stage.part('strangers are refused', () => strangersAreRefused(stage));
  await stage.part('only the API invokes', () => onlyTheApiInvokes(stage));
  await nobodyBecomes(stage, [ROLE]);
  await nothingWithoutTls(stage, [stage.outputs.BucketName ?? '']);
}

async function fetchesTwice(stage: Stage): Promise<void> {
  const first = await stage.step('the function fetches the weather and stores it', async ({ checks, note }) => {
    const stored = await fetchNow(stage);
    const writer = checks().find(({ action }) => action === 's3:PutObject');
    equal(roleNameOf(writer?.principal ?? ''), ROLE);
    note(`version ${stored.versionId}: ${stored.data.name}, ${stored.data.main.temp} °C`);
    return stored;
  });
  await stage.step('a second fetch is a second version, and the first one can be read back', async ({ note }) => {
    const second = await fetchNow(stage);
    notEqual(second.versionId, first.versionId);
    const object = await objectOf(stage, first.versionId ?? '');
    deepEqual(JSON.parse(object.text), first.data);
    notEqual(object.text, JSON.stringify(second.data));
    equal(object.metadata['fetched-at'], first.fetchedAt);
    equal(object.metadata.sha256, createHash('sha256').update(object.text).digest('hex'));
    match(object.metadata['source-url'] ?? '', /\/data\/2\.5\/weather\?q=Tokyo$/);
    note(`first version: ${object.text.slice(0, 60)}…`);
    note(`its metadata: ${JSON.stringify(object.metadata)}`);
  });
}

async function keyStaysInside(stage: Stage): Promise<void> {
  await stage.step('a new instance of the function gets the key, and asks the API', async () => {
    const { lambda } = stage.owner;
    const named = { FunctionName: stage.outputs.FunctionName };
    // An instance keeps the key. To configure a function again, also as it is, ends those that it has.
    const { MemorySize } = await lambda.send(new GetFunctionConfigurationCommand(named));
    await lambda.send(new UpdateFunctionConfigurationCommand({ ...named, MemorySize }));
    await fetchNow(stage);
  });
  await stage.step(
    'the API got the key from the secret; document, metadata and logs do not have it',
    async ({ note }) => {
      const { secrets, logs } = stage.owner;
      const SecretId = stage.outputs.ApiKeySecretArn ?? '';
      const { SecretString: key = '' } = await secrets.send(new GetSecretValueCommand({ SecretId }));
      ok(key.length >= 32);
      equal(stage.standIns.weather.requests().at(-1)?.key, key);
      const { text, metadata } = await objectOf(stage);
      const lines = await stage.eventually('a line in the log', async () => {
        const logGroupName = `/aws/lambda/${stage.outputs.FunctionName}`;
        const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
        return events.length > 0 ? events.map(({ message = '' }) => message) : undefined;
      });
      for (const shown of [text, ...Object.values(metadata), ...lines]) {
        ok(![key, encodeURIComponent(key), JSON.stringify(key).slice(1, -1)].some((form) => shown.includes(form)));
      }
      note(`looked through the object, its metadata and ${lines.length} log lines`);
    },
  );
}

async function freshCopyIsServed(stage: Stage): Promise<void> {
  await stage.step(
    'GET /data shows the stored document with its version, without calling the API',
    async ({ note }) => {
      const answer = await stage.eventually('an answer from the fresh copy', async () => {
        const stored = await fetchNow(stage);
        const before = calls(stage);
        const { status, body } = await getData(stage);
        deepEqual([status, Object.keys(body)], [200, ['versionId', 'fetchedAt', 'data']]);
        // On a busy machine the copy may have grown old in between; then it was fetched again.
        return calls(stage) === before ? { body, stored } : undefined;
      });
      deepEqual(answer.body, answer.stored);
      note(JSON.stringify(answer.body).slice(0, 100));
    },
  );
}

/** Each way to fail, what callers get, and how often the API was asked. */
const FAILURES: [mode: WeatherMode, status: number, asked: number][] = [
  ['server-error', 502, 3],
  ['reset', 502, 3],
  ['silent', 504, 3],
  ['trickling', 504, 3],
  ['not-found', 502, 1],
  ['quota-used-up', 502, 1],
  ['not-json', 502, 1],
  ['wrong-schema', 502, 1],
  ['too-large', 502, 1],
  ['too-large-in-pieces', 502, 1],
  ['redirect', 502, 1],
  ['echo', 502, 1],
];

const SAID: Record<number, object> = {
  502: { error: 'the weather service gave no usable answer' },
  504: { error: 'the weather service did not answer in time' },
};

async function failuresLeaveTheDocument(stage: Stage): Promise<void> {
  const { weather } = stage.standIns;
  await fetchNow(stage);
  const before = await versionOf(stage);
  await stage.step('the copy grows old, and then the API is asked', async ({ note }) => {
    weather.behave('not-found');
    const status = await stage.eventually('a call of the API', async () => {
      await sleep(150);
      const answer = await getData(stage);
      return answer.status === 200 ? undefined : answer.status;
    });
    note(`status ${status}`);
  });
  for (const [mode, status, asked] of FAILURES) {
    await stage.step(`API ${mode}: ${status}, and the last good document stays`, async ({ note }) => {
      weather.behave(mode);
      const start = calls(stage);
      deepEqual(await getData(stage), { status, body: SAID[status] });
      equal(await versionOf(stage), before);
      equal(calls(stage) - start, asked);
      ok(!weather.requests().some(({ path }) => path === '/elsewhere'), 'redirects are not followed');
      note(`${JSON.stringify(SAID[status])}; asked ${asked} time${asked === 1 ? '' : 's'}`);
    });
  }
  await stage.step('the API is back: the next call shows a new version', async ({ note }) => {
    weather.behave('good');
    const { status, body } = await getData(stage);
    deepEqual([status, body.versionId], [200, await versionOf(stage)]);
    notEqual(body.versionId, before);
    note(`version ${body.versionId}`);
  });
}

async function missingIsFetched(stage: Stage): Promise<void> {
  await stage.step('a document that is not there is fetched: S3 says that it is missing, not refused', async () => {
    await stage.owner.s3.send(new DeleteObjectCommand({ Bucket: stage.outputs.BucketName, Key: 'data.json' }));
    // As API Gateway calls the function: it counts calls, and others may have used them up.
    const answer = await stage.invoke(stage.outputs.FunctionName ?? '', { httpMethod: 'GET' });
    const { statusCode, body } = answer as { statusCode: number; body: string };
    deepEqual([statusCode, JSON.parse(body).versionId], [200, await versionOf(stage)]);
  });
}

async function throttled(stage: Stage): Promise<void> {
  await stage.step('callers beyond the limit get 429', async ({ note }) => {
    let count = 0;
    await stage.eventually('a refused call', async () => {
      count += 1;
      return (await getData(stage)).status === 429 ? true : undefined;
    });
    note(`after ${count} calls`);
  });
}

async function strangersAreRefused(stage: Stage): Promise<void> {
  const { BucketName = '', FunctionName = '', ApiKeySecretArn = '' } = stage.outputs;
  const get = new GetObjectCommand({ Bucket: BucketName, Key: 'data.json' });
  const denied = 'ImplicitlyDenied' as const;
  const { secure } = await stage.stranger('bridge-stranger', []);
  await stage.refused('another role may not read the document', { action: 's3:GetObject', decision: denied }, () =>
    secure.s3.send(get),
  );
  await stage.refused('nor invoke the function', { action: 'lambda:InvokeFunction', decision: denied }, () =>
    secure.lambda.send(new InvokeCommand({ FunctionName })),
  );
  await stage.refused('nor read the key', { action: 'secretsmanager:GetSecretValue', decision: denied }, () =>
    secure.secrets.send(new GetSecretValueCommand({ SecretId: ApiKeySecretArn })),
  );
}

async function onlyTheApiInvokes(stage: Stage): Promise<void> {
  await stage.step('the function’s own policy lets in this API’s GET /data alone', async ({ note }) => {
    const { FunctionName, ApiId, StageName } = stage.outputs;
    const { Policy = '' } = await stage.owner.lambda.send(new GetPolicyCommand({ FunctionName }));
    const [statement, ...others] = JSON.parse(Policy).Statement;
    equal(others.length, 0);
    deepEqual(statement.Principal, { Service: 'apigateway.amazonaws.com' });
    const source = `arn:aws:execute-api:${stage.region}:${stage.accountId}:${ApiId}/${StageName}/GET/data`;
    deepEqual(statement.Condition, { ArnLike: { 'AWS:SourceArn': source } });
    note(source);
  });
}

async function fetchNow(stage: Stage): Promise<StoredDocument> {
  const event = JSON.parse(await readFile(join(stage.root, 'functions/data-bridge/events/hello-world.json'), 'utf8'));
  return (await stage.invoke(stage.outputs.FunctionName ?? '', event)) as StoredDocument;
}

async function getData({ endpoint, outputs }: Stage) {
  const answer = await fetch(`${endpoint}/_aws/execute-api/${outputs.ApiId}/${outputs.StageName}/data`);
  return { status: answer.status, body: (await answer.json()) as Partial<StoredDocument> };
}

function calls({ standIns }: Stage): number {
  return standIns.weather.requests().length;
}

async function versionOf({ owner, outputs }: Stage): Promise<string | undefined> {
  const { VersionId } = await owner.s3.send(new HeadObjectCommand({ Bucket: outputs.BucketName, Key: 'data.json' }));
  return VersionId;
}

async function objectOf({ owner, outputs }: Stage, VersionId?: string) {
  const command = new GetObjectCommand({ Bucket: outputs.BucketName, Key: 'data.json', VersionId });
  const { Body, Metadata: metadata = {} } = await owner.s3.send(command);
  return { text: (await Body?.transformToString()) ?? '', metadata };
}
