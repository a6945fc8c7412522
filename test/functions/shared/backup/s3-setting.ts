import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { CreateBucketCommand, ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import { type S3StoreOptions, s3Store } from '../../../../functions/shared/backup/s3-store.ts';
import type { EmbeddedAws } from '../../../../scripts/embedded/start.ts';
import { clientOptions, remove, start, temporaryFolder } from '../../../embedded/fixture.ts';
import type { OpenStore } from '../../../tables/stores.ts';

export const BUCKET = 'backups';

export interface S3Setting {
  aws(): EmbeddedAws;
  s3(): S3Client;
  client(maxAttempts?: number): S3Client;
  /** A store below a prefix of its own, unless told otherwise. */
  open(options?: Partial<S3StoreOptions>, client?: S3Client): Promise<OpenStore & { prefix: string }>;
}

/** One embedded AWS with a bucket, for the tests of a file. */
export function s3Setting(): S3Setting {
  let folder: string;
  let aws: EmbeddedAws;
  let s3: S3Client;
  const client = (maxAttempts = 5) => new S3Client({ ...clientOptions(aws), maxAttempts });
  before(async () => {
    folder = await temporaryFolder();
    aws = await start(join(folder, 'aws'));
    s3 = client();
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  });
  after(async () => {
    s3.destroy();
    await aws.stop();
    await remove(folder);
  });
  return {
    aws: () => aws,
    s3: () => s3,
    client,
    async open(options = {}, client = s3) {
      const prefix = options.prefix ?? randomUUID();
      const store = s3Store(client, { bucket: BUCKET, ...options, prefix });
      return { prefix, store, leftovers: () => uploadsBelow(s3, prefix) };
    },
  };
}

async function uploadsBelow(s3: S3Client, Prefix: string): Promise<string[]> {
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: BUCKET, Prefix }));
  return Uploads.map(({ Key = '' }) => Key);
}

type Handler = (args: unknown) => Promise<unknown>;
type Attempt = (next: () => Promise<unknown>, command: string, count: number) => Promise<unknown>;

/** Each attempt of a call, as it comes from the retries of the client. */
export function onAttempt(client: S3Client, attempt: Attempt): S3Client {
  const counts = new Map<string, number>();
  client.middlewareStack.add(
    ((next: Handler, { commandName = '' }: { commandName?: string }) =>
      (args: unknown) => {
        const count = (counts.get(commandName) ?? 0) + 1;
        counts.set(commandName, count);
        return attempt(() => next(args), commandName.replace(/Command$/, ''), count);
      }) as never,
    { step: 'finalizeRequest', priority: 'low', name: 'onAttempt' },
  );
  return client;
}
