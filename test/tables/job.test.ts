import { deepEqual, equal, match } from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { output } from '../../scripts/cli/output.ts';
import { inJob } from '../../scripts/tables/job.ts';
import type { Surroundings } from '../../scripts/tables/surroundings.ts';
import { keepingStreams } from '../cli/streams.ts';

function surroundings(env: NodeJS.ProcessEnv) {
  const { written, ...kept } = keepingStreams();
  const around: Surroundings = {
    ...{ options: {} as Surroundings['options'], root: '/', signal: new AbortController().signal },
    ...{ env, out: output('text', kept, env) },
  };
  return { around, written };
}

async function jobFiles(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'job-'));
  t.after(() => rm(folder, { recursive: true }));
  return { GITHUB_STEP_SUMMARY: join(folder, 'summary'), GITHUB_OUTPUT: join(folder, 'output') };
}

test('what is told is the summary of the job, as code; place and table are outputs', async (t) => {
  const env = await jobFiles(t);
  const { around, written } = surroundings(env);
  const exit = await inJob('Backup', around, async ({ out }) => {
    for (let count = 0; count < 70; count += 1) out.say(`${count} items`);
    out.say('saved **x** <img src=x>\n::error::no');
    out.warn('not mailed');
    out.document({ place: 's3://b/t/1', table: 'orders\nplace=s3://other', items: 3 });
    return 1;
  });
  equal(exit, 1);
  const summary = await readFile(env.GITHUB_STEP_SUMMARY, 'utf8');
  match(summary, /^### Backup\n\n {4}12 items\n/);
  match(summary, / {4}69 items\n {4}saved \*\*x\*\* <img src=x> ::error::no\n {4}not mailed\n\n$/);
  const outputs = await readFile(env.GITHUB_OUTPUT, 'utf8');
  match(outputs, /^place<<(end-[\w-]+)\ns3:\/\/b\/t\/1\n\1\ntable<<(end-[\w-]+)\norders\nplace=s3:\/\/other\n\2\n$/);
  match(written.stdout, /69 items/);
});

test('elsewhere nothing is written; files that cannot be written are told, and fail nothing', async () => {
  const alone = surroundings({});
  equal(await inJob('Backup', alone.around, async () => 0), 0);
  const { around, written } = surroundings({ GITHUB_STEP_SUMMARY: '/nowhere/a', GITHUB_OUTPUT: '/nowhere/b' });
  const told = async ({ out }: Surroundings) => {
    out.document(null);
    return 0 as const;
  };
  equal(await inJob('Backup', around, told), 0);
  deepEqual(written.stderr.trim().split('\n').length, 2);
  match(written.stderr, /cannot write to \/nowhere\/a for the job/);
});
