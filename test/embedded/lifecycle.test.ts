import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Interrupted, UserError } from '../../scripts/cli/errors.ts';
import { projectFolder } from '../../scripts/cli/project.ts';
import type { EmbeddedAws, EmbeddedOptions } from '../../scripts/embedded/start.ts';
import { clientOptions, lives, python, remove, start, temporaryFolder, until } from './fixture.ts';
import { deployProbe, invokeProbe, spinProbe } from './probe.ts';

let folder: string;
let programs: string;
let running: EmbeddedAws[];

beforeEach(async () => {
  folder = await temporaryFolder();
  programs = await temporaryFolder();
  running = [];
});

afterEach(async () => {
  await Promise.all(running.map((aws) => aws.stop()));
  await remove(folder);
  await remove(programs);
});

async function started(options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedAws> {
  const aws = await start(folder, options);
  running.push(aws);
  return aws;
}

async function withS3<T>(aws: EmbeddedAws, work: (s3: S3Client) => Promise<T>): Promise<T> {
  const s3 = new S3Client(clientOptions(aws));
  try {
    return await work(s3);
  } finally {
    s3.destroy();
  }
}

const write = (aws: EmbeddedAws, Body: string | Uint8Array) =>
  withS3(aws, async (s3) => {
    await s3.send(new CreateBucketCommand({ Bucket: 'kept' }));
    await s3.send(new PutObjectCommand({ Bucket: 'kept', Key: 'object', Body }));
  });

const read = (aws: EmbeddedAws) =>
  withS3(aws, async (s3) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'kept', Key: 'object' }));
    return Body?.transformToByteArray() ?? assert.fail('no body');
  });

/** A shell script in the place of Python. */
async function program(body: string): Promise<string> {
  const file = join(programs, 'program');
  await writeFile(file, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  return file;
}

function mistake(message: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof UserError, String(error));
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  };
}

describe('starting', () => {
  it('draws an account of its own, in which the root key works', async () => {
    const aws = await started();
    assert.match(aws.accountId, /^[1-9]\d{11}$/);
    const sts = new STSClient(clientOptions(aws));
    const identity = await sts.send(new GetCallerIdentityCommand({}));
    sts.destroy();
    assert.equal(identity.Account, aws.accountId);
    assert.equal(identity.Arn, `arn:aws:iam::${aws.accountId}:root`);
  });

  it('keeps account and state over a stop, and forgets both when told to', async () => {
    const first = await started();
    await write(first, 'kept');
    await first.stop();
    await first.stop();
    await writeFile(join(folder, 'tmp', 'stale'), '');
    const second = await started();
    assert.equal(second.accountId, first.accountId);
    assert.equal(Buffer.from(await read(second)).toString(), 'kept');
    assert.deepEqual(
      (await readdir(join(folder, 'tmp'))).filter((name) => name === 'stale'),
      [],
    );
    await second.stop();
    const third = await started({ fresh: true });
    assert.notEqual(third.accountId, first.accountId);
    await assert.rejects(read(third), { name: 'NoSuchBucket' });
  });

  it('refuses a second instance, which then changes nothing', async () => {
    const aws = await started();
    await write(aws, 'kept');
    await assert.rejects(
      start(folder, { fresh: true }),
      mistake(new RegExp(`runs already \\(process ${process.pid}\\)`)),
    );
    assert.equal(Buffer.from(await read(aws)).toString(), 'kept');
  });

  it('waits for an instance that is stopping', async () => {
    const aws = await started();
    const stopping = aws.stop();
    const next = await started();
    await stopping;
    assert.equal(next.accountId, aws.accountId);
  });

  it('names a port that is in use, and leaves nothing behind', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : assert.fail('no port');
    await assert.rejects(start(folder, { port }), mistake(new RegExp(`^Port ${port} is in use: .*--port N$`)));
    taken.close();
    assert.deepEqual(await readdir(folder), []);
    assert.equal((await started({ port })).endpoint, `http://127.0.0.1:${port}`);
  });

  it('says that the Python environment is missing', async () => {
    const missing = join(programs, 'no-python');
    await assert.rejects(start(folder, { python: missing }), mistake(/no-python: run npm run setup$/));
    await writeFile(missing, 'not a program');
    await assert.rejects(start(folder, { python: missing }), mistake(/no-python: run npm run setup$/));
  });

  it('says that MiniStack is missing from the Python environment', async () => {
    const bare = await program(`exec '${python}' -S "$@"`);
    const expected = /^MiniStack is missing, and this needs [\d.]+: run npm run setup$/;
    await assert.rejects(start(folder, { python: bare }), mistake(expected));
  });

  it('says that MiniStack is another one', async () => {
    const other = await program(`echo '{"event":"refused","reason":"version","found":"1.0.0","wanted":"2.0.0"}'`);
    const expected = /^MiniStack is 1\.0\.0, and this needs 2\.0\.0: run npm run setup$/;
    await assert.rejects(start(folder, { python: other }), mistake(expected));
  });

  it('says that an instance takes long to stop', async () => {
    const stuck = await program(`echo '{"event":"refused","reason":"locked","holder":0}'`);
    await assert.rejects(start(folder, { python: stuck }), mistake(/still stopping: try again/));
  });

  it('says why MiniStack ended while it started', async () => {
    const broken = await program('echo "no module named ministack" >&2; exit 1');
    const expected = /^The embedded AWS ended while it started: no module named ministack \(see .*ministack\.log\)$/;
    await assert.rejects(start(folder, { python: broken }), mistake(expected));
  });

  it('can be given up', async () => {
    const stopper = new AbortController();
    const starting = start(folder, { signal: stopper.signal });
    setTimeout(() => stopper.abort(), 50);
    await assert.rejects(starting, Interrupted);
    await assert.rejects(start(folder, { signal: stopper.signal }), Interrupted);
    await started();
  });

  it('keeps others out of its folder and its log', async () => {
    const inner = join(folder, 'inner');
    const aws = await start(inner);
    running.push(aws);
    for (const path of [inner, aws.logFile]) assert.equal((await stat(path)).mode & 0o077, 0, path);
  });
});

describe('running', () => {
  it('carries large objects up and down unharmed', async () => {
    const aws = await started();
    const payload = randomBytes(20_000_000);
    await write(aws, payload);
    const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
    assert.equal(sha(await read(aws)), sha(payload));
  });

  it('says when MiniStack ended by itself, and takes its workers along', async () => {
    const aws = await started();
    await deployProbe(aws);
    const { pid, parent } = await invokeProbe(aws);
    const spinning = join(folder, 'spinning');
    await spinProbe(aws, spinning);
    await until(() => existsSync(spinning) || undefined);
    process.kill(parent, 'SIGKILL');
    await aws.exited;
    await until(() => (lives(pid) ? undefined : true));
    assert.equal((await fetch(aws.endpoint)).status, 502);
    await aws.stop();
    await started();
  });

  it('does not call a stop that was asked for an exit', async () => {
    const aws = await started();
    const exited = aws.exited.then(() => 'exited');
    await aws.stop();
    assert.equal(await Promise.race([exited, new Promise((resolve) => setImmediate(resolve, 'quiet'))]), 'quiet');
  });
});

it('pins the MiniStack that the launcher was written for', async () => {
  const launcher = await readFile(join(projectFolder, 'scripts', 'embedded', 'launcher', 'main.py'), 'utf8');
  const requirements = await readFile(join(projectFolder, 'requirements.txt'), 'utf8');
  const [, version] = /^MINISTACK_VERSION = "(.+)"$/m.exec(launcher) ?? assert.fail('no version');
  assert.match(requirements, new RegExp(`^ministack==${version?.replaceAll('.', '\\.')}(\\s|$)`, 'm'));
});
