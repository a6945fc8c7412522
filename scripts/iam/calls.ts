import { posix } from 'node:path';
import { type ParseResult, parseSync } from 'oxc-parser';
import { readRepositoryFile } from '../template/files.ts';
import type { Position } from '../template/source.ts';

/** One AWS call that a function's code makes. */
export interface SdkCall extends Position {
  /** The IAM action that AWS checks for it, as in `s3:PutObject`. */
  action: string;
}

const CLIENT = /^@aws-sdk\/client-(.+)$/;
const COMMAND = /^(\w+)Command$/;

/** Client packages whose IAM prefix has another name (Service Authorization Reference, "service prefix"). */
const PREFIXES: Record<string, string> = {
  'cloudwatch-logs': 'logs',
  eventbridge: 'events',
  'secrets-manager': 'secretsmanager',
  sesv2: 'ses',
  sfn: 'states',
};

/** Operations that are checked under another action (Service Authorization Reference, Amazon S3). */
const ACTIONS: Record<string, string> = {
  's3:HeadObject': 's3:GetObject',
  's3:HeadBucket': 's3:ListBucket',
  's3:ListObjects': 's3:ListBucket',
  's3:ListObjectsV2': 's3:ListBucket',
  's3:ListBuckets': 's3:ListAllMyBuckets',
  's3:DeleteObjects': 's3:DeleteObject',
  's3:CreateMultipartUpload': 's3:PutObject',
  's3:UploadPart': 's3:PutObject',
  's3:PutBucketCors': 's3:PutBucketCORS',
  's3:PutBucketEncryption': 's3:PutEncryptionConfiguration',
  's3:PutPublicAccessBlock': 's3:PutBucketPublicAccessBlock',
  's3:CompleteMultipartUpload': 's3:PutObject',
  'lambda:Invoke': 'lambda:InvokeFunction',
};

/** What functions and classes of other libraries call. */
const LIBRARY_CALLS: Record<`${string}#${string}`, string[]> = {
  // A record that is there already comes back with the failed condition, so nothing is read (Powertools 2.35).
  '@aws-lambda-powertools/idempotency/dynamodb#DynamoDBPersistenceLayer': [
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'dynamodb:DeleteItem',
  ],
  '@aws-lambda-powertools/parameters/secrets#getSecret': ['secretsmanager:GetSecretValue'],
};

/**
 * The AWS calls in a function's handler and in every file of the repository that it imports, found by the SDK commands
 * (and library functions known to call AWS) that the files import. Calls made in another way are not seen.
 * @param entry the handler, relative to `root` with `/`
 */
export async function sdkCalls(root: string, entry: string): Promise<SdkCall[]> {
  const calls: SdkCall[] = [];
  const seen = new Set<string>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const text = await readRepositoryFile(root, file);
    // A file that is not there is the bundler's to report, with the line that imports it.
    if (text === null) continue;
    const imports = runtimeImports(parseSync(file, text));
    calls.push(...imports.flatMap((entry) => commandCall(entry, file, text)));
    waiting.push(...imports.flatMap((entry) => ownFiles(file, entry.module)));
  }
  return calls;
}

interface Import {
  module: string;
  imported: string;
  local: string;
  start: number;
}

function runtimeImports({ module }: ParseResult): Import[] {
  const imported = module.staticImports.flatMap(({ moduleRequest, entries, start }) => [
    { module: moduleRequest.value, imported: '', local: '', start },
    ...entries
      .filter((entry) => !entry.isType)
      .map(({ importName, localName }) => ({
        module: moduleRequest.value,
        imported: importName.name ?? '',
        local: localName.value,
        start: localName.start,
      })),
  ]);
  const exported = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest, start }) =>
      moduleRequest ? [{ module: moduleRequest.value, imported: '', local: '', start }] : [],
    ),
  );
  return [...imported, ...exported];
}

function commandCall({ module, imported, local, start }: Import, file: string, text: string): SdkCall[] {
  const called = LIBRARY_CALLS[`${module}#${imported}`];
  if (called) return called.map((action) => ({ action, ...position(file, text, useOf(`${local}(`, text, start)) }));
  const client = CLIENT.exec(module)?.[1];
  const operation = COMMAND.exec(imported)?.[1];
  if (client === undefined || operation === undefined) return [];
  const action = `${PREFIXES[client] ?? client}:${operation}`;
  return [{ action: ACTIONS[action] ?? action, ...position(file, text, useOf(`new ${local}(`, text, start)) }];
}

/** Where the import is first used, or where it stands. */
function useOf(use: string, text: string, start: number): number {
  const found = text.indexOf(use);
  return found < 0 ? start : found;
}

/** The files of the repository that an import can mean, as the bundler resolves it; `file.js` may stand for `file.ts`. */
function ownFiles(importer: string, module: string): string[] {
  if (!module.startsWith('.')) return [];
  const file = posix.join(posix.dirname(importer), module);
  return [file, file.replace(/\.js$/, '.ts'), `${file}.ts`, `${file}/index.ts`].filter((name) => name.endsWith('.ts'));
}

function position(file: string, text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
