/** The lab with a grant too many, a condition that keeps nobody out, and a door that nobody tries. */
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { type Proof, prove } from '../../scripts/prove/run.ts';
import { type Told, told } from '../../scripts/prove/tell/told.ts';
import type { Verdict } from '../../scripts/prove/verdict.ts';

let root: string;
let proof: Proof;
let result: Told;

interface Policy {
  Statement: Record<string, unknown>[];
}

async function edit(file: string, change: (policy: Policy) => void): Promise<void> {
  const policy = JSON.parse(await readFile(join(root, file), 'utf8'));
  change(policy);
  await writeFile(join(root, file), JSON.stringify(policy, null, 2));
}

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'proved-'));
  for (const part of ['templates', 'policies', 'functions', 'package.json']) {
    await cp(join(projectFolder, part), join(root, part), { recursive: true, verbatimSymlinks: true });
  }
  await symlink(join(projectFolder, 'node_modules'), join(root, 'node_modules'));
  await edit('policies/lab-function.json', ({ Statement: [write] }) => {
    Object.assign(write ?? {}, { Action: ['dynamodb:PutItem', 'dynamodb:DeleteTable'] });
  });
  await edit('policies/lab-bucket.json', ({ Statement: [both, tls] }) => {
    // Of a call without TLS the Deny has decided already.
    Object.assign(both ?? {}, { Condition: { Bool: { 'aws:SecureTransport': 'true' } } });
    Object.assign(tls ?? {}, { Action: ['s3:GetObject', 's3:ListBucket', 's3:PutObject', 's3:RestoreObject'] });
  });
  const { signal } = new AbortController();
  proof = await prove({ root, stacks: ['lab'], accounts: 2, env: process.env, signal, progress: () => {} });
  result = told(proof, ['policies/lab-bucket.json', 'policies/elsewhere.json']);
});

after(() => rm(root, { recursive: true, force: true }));

function verdict(file: string, text: string): Verdict {
  const found = proof.verdicts.find(({ mutant }) => mutant.home.file === file && mutant.text === text);
  ok(found, `${file}: ${text}`);
  return found;
}

test('what the scenario misses is proven, by the call that was denied', () => {
  const { status, evidence } = verdict('policies/lab-function.json', 'dynamodb:PutItem');
  equal(status, 'proven');
  ok(evidence?.kind === 'missed');
  const { action, decision, principal } = evidence.check;
  deepEqual([action, decision], ['dynamodb:PutItem', 'ImplicitlyDenied']);
  match(principal, /assumed-role\/LabLambdaRole\//);
});

test('each of two roles that share a grant is proven by itself', () => {
  const roles = proof.verdicts.filter(({ mutant }) => mutant.element === 'principal' && mutant.sense === 'narrower');
  const missed = roles.map(({ evidence }) =>
    evidence?.kind === 'missed' ? evidence.check.principal.split('/')[1] : '',
  );
  deepEqual(missed.sort(), ['DIYPermission', 'LabLambdaRole']);
});

test('a Deny is tested by who gets in without it', () => {
  const { status, evidence } = verdict('policies/lab-bucket.json', 's3:ListBucket');
  deepEqual([status, evidence?.kind], ['proven', 'got in']);
});

test('what a service does by itself is decided by rule, with the page that says so', () => {
  const { status, evidence } = verdict('policies/diy-function.json', 'logs:PutLogEvents');
  equal(status, 'by rule');
  ok(evidence?.kind === 'by rule');
  match(evidence.page, /^https:\/\/docs\.aws\.amazon\.com\/lambda\//);
});

test('the grant too many, the condition and the door are found, and nothing else', () => {
  const places = result.gaps.map(({ file, line, status, message }) => `${file}:${line} ${status} ${message}`);
  equal(places.length, 3, places.join('\n'));
  match(
    places[0] ?? '',
    /lab-bucket\.json:\d+ untested .* no condition Bool aws:SecureTransport of Allow BothFunctions/,
  );
  match(places[1] ?? '', /lab-bucket\.json:\d+ untested .* no action s3:RestoreObject of Deny NothingWithoutTls/);
  match(
    places[2] ?? '',
    /lab-function\.json:\d+ excess nobody misses the action dynamodb:DeleteTable of Allow WriteItems/,
  );
  deepEqual(result.problems, []);
});

test('a file’s line is where the person finds it, and the edit is said', async () => {
  const gap = result.gaps.find(({ status }) => status === 'excess');
  const lines = (await readFile(join(root, gap?.file ?? ''), 'utf8')).split('\n');
  match(lines[(gap?.line ?? 0) - 1] ?? '', /dynamodb:DeleteTable/);
  match(gap?.fix ?? '', /^remove "dynamodb:DeleteTable" from the actions of WriteItems/);
  deepEqual(result.absent, ['policies/elsewhere.json']);
});
