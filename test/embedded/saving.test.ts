import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { UserError } from '../../scripts/cli/errors.ts';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import {
  accountRoot,
  clientOptions,
  deploy,
  launcherProcess,
  lives,
  remove,
  role,
  start,
  temporaryFolder,
  until,
} from './fixture.ts';
import { deployProbe, invokeProbe, spinProbe } from './probe.ts';

const stack = {
  Resources: {
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'kept' } },
    Role: role(accountRoot, []),
  },
};

let folder: string;
let aws: EmbeddedAws;

beforeEach(async () => {
  folder = await temporaryFolder();
  aws = await start(folder);
});

afterEach(async () => {
  await aws.stop();
  await remove(folder);
});

async function withS3<T>(work: (s3: S3Client) => Promise<T>): Promise<T> {
  const s3 = new S3Client(clientOptions(aws));
  try {
    return await work(s3);
  } finally {
    s3.destroy();
  }
}

const create = (Bucket: string) => withS3((s3) => s3.send(new CreateBucketCommand({ Bucket })));

const put = (Key: string, Body: string) => withS3((s3) => s3.send(new PutObjectCommand({ Bucket: 'kept', Key, Body })));

const read = (Key: string) =>
  withS3(async (s3) => (await s3.send(new GetObjectCommand({ Bucket: 'kept', Key }))).Body?.transformToString());

/** The launcher alone is killed, as a machine short of memory does; the account goes on in a new one. */
async function endHard(): Promise<void> {
  process.kill(launcherProcess(), 'SIGKILL');
  await aws.exited;
  await aws.stop();
  aws = await start(folder);
}

function unsaved(reason: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof UserError, String(error));
    assert.match(error.message, reason);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  };
}

describe('after a hard end', () => {
  it('starts over when nothing was saved yet', async () => {
    await deploy(aws, 'first', stack);
    await put('object', 'lost');
    await endHard();
    await deploy(aws, 'first', stack);
    await assert.rejects(read('object'), { name: 'NoSuchKey' });
  });

  it('has what was saved, and nothing that came later', async () => {
    await deploy(aws, 'first', stack);
    await put('changed', 'saved');
    await put('deleted', 'saved');
    await aws.save();
    await put('changed', 'later');
    await put('added', 'later');
    await withS3((s3) => s3.send(new DeleteObjectCommand({ Bucket: 'kept', Key: 'deleted' })));
    await create('later');
    await endHard();
    assert.equal(await read('changed'), 'saved');
    assert.equal(await read('deleted'), 'saved');
    await assert.rejects(read('added'), { name: 'NoSuchKey' });
    await create('later');
    await assert.rejects(deploy(aws, 'first', stack), { name: 'AlreadyExistsException' });
  });

  it('has what was saved before a save that did not get to its end', async () => {
    await create('kept');
    await put('object', 'saved');
    await aws.save();
    const [last = assert.fail('no save')] = await readdir(join(folder, 'saved'));
    const torn = join(folder, 'saved', `${Number(last) + 1}.part`);
    await mkdir(join(torn, 'state'), { recursive: true });
    await writeFile(join(torn, 'state', 's3.json'), '{"__ministack_for');
    await endHard();
    assert.equal(await read('object'), 'saved');
    assert.deepEqual(await readdir(join(folder, 'saved')), [last]);
    await put('object', 'again');
    await aws.save();
    await endHard();
    assert.equal(await read('object'), 'again');
  });

  it('has either save when it came in the middle of one', async () => {
    await create('kept');
    for (let round = 1; round <= 3; round++) {
      await put('object', String(round));
      await aws.save();
      await put('object', String(round + 0.5));
      const saving = aws.save().catch(() => 'cut off');
      await new Promise((resolve) => setTimeout(resolve, 8 * (round - 1)));
      await endHard();
      await saving;
      assert.match((await read('object')) ?? '', new RegExp(`^${round}(\\.5)?$`));
    }
  });

  it('has what changed some seconds before, though nobody asked for a save', async () => {
    await create('kept');
    await put('object', 'kept');
    await until(async () =>
      (await readdir(join(folder, 'saved'))).some((name) => /^\d+$/.test(name)) ? true : undefined,
    );
    await endHard();
    assert.equal(await read('object'), 'kept');
  });
});

describe('a save', () => {
  it('is one of several asked for at once', async () => {
    await create('kept');
    await Promise.all([aws.save(), aws.save(), aws.save()]);
    assert.equal((await readdir(join(folder, 'saved'))).length, 1);
  });

  it('waits for no stack operation that does not end, and such a one is not kept by a stop', async () => {
    await deploy(aws, 'first', stack);
    await aws.save();
    const waiting = {
      Resources: {
        Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'waiting' } },
        Handle: { Type: 'AWS::CloudFormation::WaitConditionHandle' },
        Wait: {
          Type: 'AWS::CloudFormation::WaitCondition',
          DependsOn: 'Bucket',
          Properties: { Handle: { Ref: 'Handle' }, Timeout: '600' },
        },
      },
    };
    const client = new CloudFormationClient(clientOptions(aws));
    await client.send(new CreateStackCommand({ StackName: 'waiting', TemplateBody: JSON.stringify(waiting) }));
    client.destroy();
    await assert.rejects(aws.save(), unsaved(/: stack waiting is still being changed \(see /));
    await aws.stop();
    aws = await start(folder);
    await deploy(aws, 'waiting', { Resources: { Bucket: waiting.Resources.Bucket } });
    await assert.rejects(deploy(aws, 'first', stack), { name: 'AlreadyExistsException' });
  });

  it('says when the disk does not take it, and the next one does', async () => {
    await create('kept');
    const [saved, away] = [join(folder, 'saved'), join(folder, 'away')];
    await rename(saved, away);
    await writeFile(saved, '');
    await assert.rejects(aws.save(), unsaved(/did not save its state: NotADirectoryError: .*ministack\.log\)$/));
    await rm(saved);
    await rename(away, saved);
    await aws.save();
    await endHard();
    await put('object', 'the bucket was saved');
  });

  it('says when there is nothing any more to be saved', async () => {
    process.kill(launcherProcess(), 'SIGKILL');
    await assert.rejects(aws.save(), unsaved(/did not save its state: it ended before/));
  });

  it('is part of a stop', async () => {
    await create('kept');
    const stopping = aws.stop();
    await aws.save();
    await stopping;
    aws = await start(folder);
    await put('object', 'the bucket was saved');
  });
});

it('takes over what a folder holds from before there were saves', async () => {
  await create('kept');
  await put('object', 'kept');
  await aws.stop();
  const [last = assert.fail('no save')] = await readdir(join(folder, 'saved'));
  for (const part of ['state', 's3']) {
    await rm(join(folder, part), { recursive: true });
    await cp(join(folder, 'saved', last, part), join(folder, part), { recursive: true });
  }
  await rm(join(folder, 'saved'), { recursive: true });
  await rm(join(folder, 'embedded-aws'));
  aws = await start(folder);
  assert.equal(await read('object'), 'kept');
});

it('leaves out the objects of a folder from before whose state was never saved', async () => {
  await create('kept');
  await aws.stop();
  const [last = assert.fail('no save')] = await readdir(join(folder, 'saved'));
  await rm(join(folder, 's3'), { recursive: true });
  await cp(join(folder, 'saved', last, 's3'), join(folder, 's3'), { recursive: true });
  await rm(join(folder, 'state'), { recursive: true });
  await rm(join(folder, 'saved'), { recursive: true });
  aws = await start(folder);
  await create('kept');
});

it('is gone with all its workers, and the folder free, when a stop is over', async () => {
  await deployProbe(aws);
  const { pid, parent } = await invokeProbe(aws);
  const spinning = join(folder, 'spinning');
  await spinProbe(aws, spinning);
  await until(() => existsSync(spinning) || undefined);
  await aws.stop();
  assert.deepEqual([lives(-parent), lives(parent), lives(pid)], [false, false, false]);
});
