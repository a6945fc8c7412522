import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { after, afterEach, before, beforeEach, mock } from 'node:test';

/** An item as DynamoDB sends it: binary values are base64. */
export type RawItem = Record<string, Record<string, unknown>>;

interface Asked {
  /** `Scan`, `PutItem` and so on. */
  operation: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the function sends
  input: any;
}

/** A body as text keeps what an object loses. Undefined: no answer ever comes. */
export type Answers = (asked: Asked) => { status?: number; body: object | string } | undefined;

/** What DynamoDB answers with an error. */
export function refusal(name: string, more: object = {}) {
  const __type = `com.amazonaws.dynamodb.v20120810#${name}`;
  const message = 'User: arn:aws:sts::111122223333:assumed-role/Secret is not authorized';
  return { status: 400, body: { __type, message, ...more } };
}

export interface FakeDynamoDb {
  /** Since the test began. */
  calls: Asked[];
  answer(answers: Answers): void;
}

/** Stands in for DynamoDB for the tests of a file, before the functions' clients. */
export function fakeDynamoDb(): FakeDynamoDb {
  const fake = { calls: [] as Asked[], answers: (() => undefined) as Answers };
  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const asked = { operation, input: await json(request) };
    fake.calls.push(asked);
    const answered = fake.answers(asked);
    if (answered === undefined) return;
    const { status = 200, body } = answered;
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    Object.assign(process.env, {
      ...{ AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}`, AWS_REGION: 'us-east-1', AWS_MAX_ATTEMPTS: '1' },
      ...{ AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret', TABLE_NAME: 'students' },
    });
  });
  beforeEach(() => {
    fake.calls.length = 0;
  });
  after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    calls: fake.calls,
    answer: (answers) => {
      fake.answers = answers;
    },
  };
}

/** Scans and gets of a table that gives so many items in a page. Items are in their order. */
export function fakeTable(items: readonly RawItem[], pageItems: number): Answers {
  const idOf = (item: RawItem | undefined) => item?.studentId?.S;
  return ({ operation, input }) => {
    if (operation === 'GetItem') {
      const Item = items.find((item) => idOf(item) === input.Key.studentId.S);
      return { body: Item === undefined ? {} : { Item } };
    }
    const after = idOf(input.ExclusiveStartKey);
    const start = after === undefined ? 0 : items.findIndex((item) => idOf(item) === after) + 1;
    const Items = items.slice(start, start + Math.min(pageItems, input.Limit ?? pageItems));
    const last = Items.at(-1);
    // DynamoDB does not look whether anything comes after what it was asked for.
    const isEnd = start + Items.length === items.length && Items.length < Math.min(pageItems, input.Limit ?? pageItems);
    return { body: { Items, ...(isEnd || !last ? {} : { LastEvaluatedKey: { studentId: last.studentId } }) } };
  };
}

/** Keeps the functions' logs from the terminal. @returns what was logged since the test began */
export function quietLog(): () => string {
  const log: string[] = [];
  beforeEach(() => {
    log.length = 0;
    for (const name of ['info', 'warn', 'error'] as const) {
      mock.method(console, name, (line: unknown) => void log.push(String(line)));
    }
  });
  afterEach(() => mock.restoreAll());
  return () => log.join('\n');
}
