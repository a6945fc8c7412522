import { deepEqual, equal, match } from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { runProgram } from '../../../cli/program.ts';
import { scratchRepository } from '../../../git/fixture.ts';

const review = (root: string, ...args: string[]) =>
  runProgram('review', ['--root', root, ...args], { ...process.env, GITHUB_WORKSPACE: '' });

const policy = (Action: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: 'arn:aws:s3:::b/*' }] });

test('the page goes to stdout, or beside another form into a file, with the exit code of the review', async (t) => {
  const { root, commit, write } = await scratchRepository(t);
  await commit({ 'a.json': policy('s3:GetObject') });
  await write({ 'a.json': policy('s3:PutObject') });
  const page = await review(root, '--base=HEAD', '--format=html', '--fail-on=access');
  deepEqual([page.code, page.stderr], [1, '']);
  match(page.stdout, /^<!doctype html>\n<html lang="en">/);
  match(page.stdout, /<h1>This change grants new access: 1 gained, 1 lost\.<\/h1>/);
  match(page.stdout, /<\/html>\n$/);
  const both = await review(root, '--base=HEAD', '--format=json', '--write=html=out/review.html');
  equal(both.code, 0);
  equal(JSON.parse(both.stdout).access.length, 2);
  equal(await readFile(join(root, 'out/review.html'), 'utf8'), page.stdout);
});

test('a page that cannot be written is a mistake', async (t) => {
  const { root, commit } = await scratchRepository(t);
  await commit({ 'a.json': policy('s3:GetObject') });
  const { code, stdout, stderr } = await review(root, '--write=html=a.json/review.html');
  deepEqual([code, stdout], [2, '']);
  match(stderr, /^review: cannot use .*a\.json.*\n$/);
});

test('help names the form', async () => {
  const { stdout } = await runProgram('review', ['--help'], process.env);
  match(stdout, /text\|json\|markdown\|html\|sarif\|github/);
});
