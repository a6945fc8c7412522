import { deepEqual } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { accessOf, linesOf } from './program.ts';

const PUT = `import { PutItemCommand } from '@aws-sdk/client-dynamodb';`;
const REQUIRED = `export const required = (name: string) => { const value = process.env[name]; if (!value) throw 1; return value; };`;

const CASES: [title: string, files: Record<string, string>, lines: string[]][] = [
  [
    'a helper beside the one that is imported is not called',
    {
      'handler.ts': `import { put } from './store.ts'; export const handler = () => put();`,
      'store.ts': `import { PutItemCommand, DeleteItemCommand } from '@aws-sdk/client-dynamodb';
        export function put() { return new PutItemCommand({ TableName: 't', Item: {} }); }
        export function remove() { return new DeleteItemCommand({ TableName: 't', Key: {} }); }`,
    },
    ['dynamodb:PutItem'],
  ],
  [
    'an import that nothing uses is no call, and neither is a type',
    { 'handler.ts': `${PUT} type Input = PutItemCommand; export const handler = (input: Input) => input;` },
    [],
  ],
  [
    'what a module does when it is loaded runs',
    {
      'handler.ts': `import './start.ts'; export const handler = () => 1;`,
      'start.ts': `${PUT} const command = new PutItemCommand({ TableName: 't', Item: {} });`,
    },
    ['dynamodb:PutItem'],
  ],
  [
    'through re-exports under other names',
    {
      'handler.ts': `import { save as s } from './index.js'; export const handler = () => s();`,
      'index.ts': `export { put as save } from './store'; export * from './index.ts';`,
      'store.ts': `${PUT} export const put = () => new PutItemCommand({ TableName: process.env.T, Item: {} });`,
    },
    ['dynamodb:PutItem T'],
  ],
  [
    'through a namespace, and of it what is used',
    {
      'handler.ts': `import * as store from './store.ts'; export const handler = () => store.put();`,
      'store.ts': `import * as db from '@aws-sdk/client-dynamodb';
        export const put = () => new db.PutItemCommand({ TableName: process.env.T, Item: {} });
        export const scan = () => new db.ScanCommand({ TableName: process.env.T });`,
    },
    ['dynamodb:PutItem T'],
  ],
  [
    'through require',
    {
      'handler.ts': `const { PutItemCommand: Put } = require('@aws-sdk/client-dynamodb'); exports.handler = () => new Put({ TableName: process.env.T });`,
    },
    ['dynamodb:PutItem T'],
  ],
  [
    'a class and its methods',
    {
      'handler.ts': `${PUT} class Store { constructor(private table: string) {} put() { return new PutItemCommand({ TableName: this.table, Item: {} }); } }
        const store = new Store('t'); export const handler = () => store.put();`,
    },
    ['dynamodb:PutItem'],
  ],
  [
    'a name of its own is not that of the module',
    {
      'handler.ts': `${PUT} const put = () => new PutItemCommand({} as any); export const handler = (put: any) => put();`,
    },
    [],
  ],
  [
    'a command that is passed on',
    {
      'handler.ts': `${PUT} const run = (Command: any) => new Command({}); export const handler = () => run(PutItemCommand);`,
    },
    ['dynamodb:PutItem'],
  ],
];

describe('what runs is what the handler reaches', () => {
  for (const [title, files, lines] of CASES) {
    test(title, async (t) => {
      deepEqual(await linesOf(t, files), lines);
    });
  }
});

const put = (table: string) => `new PutItemCommand({ TableName: ${table}, Item: {} })`;

const VARIABLES: [title: string, code: string, lines: string[]][] = [
  ['in place', `export const handler = () => ${put('process.env.T')};`, ['dynamodb:PutItem T']],
  [
    'by a destructured name',
    `const { T: table } = process.env; export const handler = () => ${put('table')};`,
    ['dynamodb:PutItem T'],
  ],
  ['by a helper that takes the name', `export const handler = () => ${put("required('T')")};`, ['dynamodb:PutItem T']],
  [
    'through settings',
    `const settings = () => ({ a: 1, table: required('T') }); export const handler = () => { const { table } = settings(); return ${put('table')}; };`,
    ['dynamodb:PutItem T'],
  ],
  [
    'through a parameter',
    `const save = (table: string) => ${put('table')}; export const handler = () => save(required('T'));`,
    ['dynamodb:PutItem T'],
  ],
  [
    'of each caller',
    `const save = (table: string) => ${put('table')}; export const handler = () => [save(required('T')), save(required('U'))];`,
    ['dynamodb:PutItem T U'],
  ],
  ['with a default', `export const handler = () => ${put("process.env.T ?? ''")};`, ['dynamodb:PutItem']],
  ['or nothing', `export const handler = () => ${put('process.env.T || undefined')};`, ['dynamodb:PutItem T']],
  [
    'in an input that is spread',
    `const common = () => ({ TableName: process.env.T, Key: {} }); export const handler = () => new PutItemCommand({ ...common(), Item: {} });`,
    ['dynamodb:PutItem T'],
  ],
  [
    'through what checks the environment',
    `import { parse } from 'schema'; const env = parse({}, process.env); export const handler = () => ${put('env.T')};`,
    ['dynamodb:PutItem T'],
  ],
  ['not of an event', `export const handler = (event: any) => ${put('event.table')};`, ['dynamodb:PutItem']],
  [
    'not of a part of a text',
    `export const handler = () => ${put('`${process.env.T}-archive`')};`,
    ['dynamodb:PutItem'],
  ],
  [
    'not of what may change',
    `let table = process.env.T; table = 'x'; export const handler = () => ${put('table')};`,
    ['dynamodb:PutItem'],
  ],
];

describe('a call is of the variable that names its resource', () => {
  for (const [title, code, lines] of VARIABLES) {
    test(title, async (t) => {
      const text = `${PUT} import { required } from './environment.ts'; ${code}`;
      deepEqual(await linesOf(t, { 'handler.ts': text, 'environment.ts': REQUIRED }), lines);
    });
  }
});

test('calls under another role need nothing of the function’s', async (t) => {
  const get = `import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'; const get = () => new GetObjectCommand({ Bucket: process.env.B, Key: 'k' });`;
  const assumed = `import { AssumeRoleCommand } from '@aws-sdk/client-sts'; export const handler = () => [new AssumeRoleCommand({ RoleArn: 'r', RoleSessionName: 's' }), get()];`;
  deepEqual(await linesOf(t, `${get} ${assumed}`), ['s3:GetObject? B', 'sts:AssumeRole']);
  const given = `const s3 = new S3Client({ credentials: {} as any }); export const handler = () => s3.send(get());`;
  deepEqual(await linesOf(t, `${get} ${given}`), ['s3:GetObject? B']);
});

const UNSEEN: [title: string, code: string, unseen: string[]][] = [
  ['version 2', `import AWS from 'aws-sdk'; export const handler = () => new AWS.S3();`, ['*']],
  [
    'a command by its name',
    `import * as s3 from '@aws-sdk/client-s3'; export const handler = (e: any) => new s3[e.c]({});`,
    ['s3'],
  ],
  [
    'a client with methods',
    `import { SQS } from '@aws-sdk/client-sqs'; export const handler = () => new SQS().sendMessage({} as any);`,
    ['sqs'],
  ],
  [
    'a request that is signed by hand',
    `import { SignatureV4 } from '@smithy/signature-v4'; export const handler = () => SignatureV4;`,
    ['*'],
  ],
  [
    'a client for a library',
    `import { S3Client } from '@aws-sdk/client-s3'; import { store } from 'some-store'; const c = new S3Client(); export const handler = () => store({ client: c });`,
    ['s3'],
  ],
  [
    'a library of AWS that is not known',
    `import { queue } from 'sqs-consumer'; export const handler = () => queue();`,
    ['*'],
  ],
  ['a module that is loaded by a name', `export const handler = (e: any) => import(e.name);`, ['*']],
  ['a client that is loaded late', `export const handler = () => import('@aws-sdk/client-s3');`, ['s3']],
  ['a module that is not there', `import { a } from './gone.ts'; export const handler = () => a();`, ['*']],
  ['another process', `import { spawn } from 'node:child_process'; export const handler = () => spawn('aws');`, ['*']],
  [
    'the clients and helpers that it knows',
    `import { S3Client, ReturnValue } from '@aws-sdk/client-s3'; import { Logger } from '@aws-lambda-powertools/logger'; const c = new S3Client(); const l = new Logger(); export const handler = () => c.send(l as any);`,
    [],
  ],
];

describe('what is called in a way that is not seen', () => {
  for (const [title, code, unseen] of UNSEEN) {
    test(title, async (t) => {
      deepEqual([...((await accessOf(t, code))?.unseen ?? [])], unseen);
    });
  }
});

describe('code that nobody wrote by hand', () => {
  const HOSTILE: [title: string, code: string][] = [
    ['no TypeScript', 'export const handler = (('],
    ['nested without end', `export const handler = ${'['.repeat(50_000)}${']'.repeat(50_000)};`],
    ['of many conditions', `export const handler = ${'a?a:'.repeat(30_000)}a;`],
    ['a long chain', `export const handler = () => a${'+a'.repeat(100_000)};`],
    ['very large', `export const handler = 1; //${'x'.repeat(600_000)}`],
  ];
  for (const [title, code] of HOSTILE) {
    test(title, async (t) => {
      deepEqual(await linesOf(t, code), ['unreadable']);
    });
  }

  test('calls in a circle', async (t) => {
    const code = `${PUT} const a = (t: any): any => b(t); const b = (t: any): any => a(t); export const handler = () => ${put('a(1)')};`;
    deepEqual(await linesOf(t, code), ['dynamodb:PutItem']);
  });

  test('names that double at each step', async (t) => {
    const steps = Array.from(
      { length: 40 },
      (_, index) => `const f${index} = (t: any): any => f${index + 1}(t) ?? f${index + 1}(t);`,
    );
    const code = `${PUT} ${steps.join('\n')} const f40 = (t: any): any => t; export const handler = () => ${put('f0(process.env.T)')};`;
    deepEqual(await linesOf(t, code), ['dynamodb:PutItem']);
  });
});
