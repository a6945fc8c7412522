import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { roleNameOf } from '../../scripts/embedded/calls.ts';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { clientOptions, lives, remove, start, temporaryFolder, until } from './fixture.ts';
import { denied } from './found-calls.ts';
import { deployProbe, invokeProbe } from './probe.ts';

let outer: string;
let folder: string;
let aws: EmbeddedAws;

before(async () => {
  process.env.STACKWARDEN_CANARY = 'person';
  process.env.AWS_PROFILE = 'person';
  outer = await temporaryFolder();
  // As in a checkout, whose package.json makes every .js below it an ES module; MiniStack's worker is none.
  await writeFile(join(outer, 'package.json'), '{"type":"module"}');
  folder = join(outer, 'embedded');
  aws = await start(folder);
  await deployProbe(aws);
});

after(async () => {
  delete process.env.STACKWARDEN_CANARY;
  delete process.env.AWS_PROFILE;
  await aws.stop();
  await remove(outer);
});

describe('a function on the embedded AWS', () => {
  it('sees nothing of the person, and of the embedded AWS no secret but its own', async () => {
    const { env } = await invokeProbe(aws);
    assert.equal(env.STACKWARDEN_CANARY, undefined);
    for (const name of ['AWS_PROFILE', 'NODE_OPTIONS', 'HTTPS_PROXY', 'USER', 'npm_config_cache']) {
      assert.equal(env[name], undefined, name);
    }
    assert.ok(!Object.values(env).includes(aws.credentials.secretAccessKey));
    assert.equal(env.HOME, `${folder}/tmp`);
    assert.equal(env.AWS_ENDPOINT_URL, aws.endpoint);
  });

  it('runs with our Node and calls through the front', async () => {
    const mark = aws.calls.mark();
    const answer = await invokeProbe(aws, { call: true });
    assert.equal(answer.node, process.version);
    assert.equal(answer.status, 403);
    await aws.calls.waitFor(({ path }) => path === '/probe-bucket/key', { since: mark, timeoutMs: 5000 });
  });

  it('has the credentials of its role', async () => {
    const { env } = await invokeProbe(aws);
    const credentials = {
      accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
      sessionToken: env.AWS_SESSION_TOKEN ?? '',
    };
    const s3 = new S3Client(clientOptions(aws, { credentials }));
    const mark = aws.calls.mark();
    await assert.rejects(s3.send(new GetObjectCommand({ Bucket: 'probe-bucket', Key: 'key' })), {
      name: 'AccessDenied',
    });
    s3.destroy();
    const [call] = denied(aws.calls.since(mark));
    assert.match(roleNameOf(call?.checks[0]?.principal ?? '') ?? '', /^probe-Role/);
  });

  it('leaves its worker behind for the next call only as long as the embedded AWS runs', async () => {
    const { pid } = await invokeProbe(aws);
    assert.equal((await invokeProbe(aws)).pid, pid);
    await aws.stop();
    await until(() => (lives(pid) ? undefined : true));
  });
});
