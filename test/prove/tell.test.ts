import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { mutantsOf } from '../../scripts/prove/mutants/mutants.ts';
import type { Proof } from '../../scripts/prove/run.ts';
import { formOf } from '../../scripts/prove/tell/forms.ts';
import { jsonDocument } from '../../scripts/prove/tell/json.ts';
import { showProgress } from '../../scripts/prove/tell/progress.ts';
import { isWhole, told } from '../../scripts/prove/tell/told.ts';
import type { Outcome } from '../../scripts/prove/trial/trial.ts';
import { verdictOf } from '../../scripts/prove/verdict.ts';
import { homeOf, policy } from './documents.ts';

const STATEMENT = {
  ...{ Sid: 'Write', Effect: 'Allow', Action: ['s3:PutObject', 's3:GetObject', 's3:DeleteObject', 's3:ListBucket'] },
  ...{ Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
};
const [PUT, GET, DELETE, LIST, TLS] = mutantsOf(homeOf(policy(STATEMENT)));
const RULE = { use: 'S3 does it', page: 'https://docs.aws.amazon.com/x.html', attack: null };
const check = {
  ...{ principal: 'arn:aws:sts::1:assumed-role/Worker/s', action: 's3:PutObject', resource: 'r' },
  ...{ decision: 'ImplicitlyDenied' as const, reason: null },
};
const SURVIVED: Outcome = { kind: 'survived' };

function proof(verdicts: Proof['verdicts'], more: Partial<Proof> = {}): Proof {
  const service = { allowed: [], denied: [], open: [] };
  return { stacks: ['s'], took: 1.5, verdicts, service, missed: [], ...more };
}

function all(): Proof['verdicts'] {
  if (!PUT || !GET || !DELETE || !LIST || !TLS) throw new Error('the statement has other mutants');
  const unclear: Outcome = { kind: 'unclear', step: 'lists', error: 'no such bucket', part: 'p' };
  return [
    verdictOf(PUT, { kind: 'missed', check, part: 'writes' }, null),
    verdictOf(GET, SURVIVED, RULE),
    verdictOf(DELETE, SURVIVED, null),
    verdictOf(LIST, unclear, null),
    verdictOf(TLS, SURVIVED, null),
  ];
}

test('each change is counted once, grants and conditions apart', () => {
  const { rows, total } = told(proof(all()), []);
  const counts = { proven: 1, byRule: 1, excess: 1, tested: 0, testedByRule: 0, untested: 1, unclear: 1, percent: 40 };
  deepEqual(rows, [{ file: 'policies/p.json', ...counts }]);
  deepEqual(total, { file: 'all', ...counts });
});

test('what nobody misses is excess, with the edit; a door that nobody tries is untested', () => {
  const { gaps } = told(proof(all()), []);
  deepEqual(
    gaps.map(({ status, message }) => `${status}: ${message}`),
    [
      'excess: nobody misses the action s3:DeleteObject of Allow Write',
      'unclear: action s3:ListBucket of Allow Write: the step “lists” fails for another reason: no such bucket',
      'untested: nobody gets in who should not with no condition Bool aws:SecureTransport of Allow Write',
    ],
  );
  const [excess] = gaps;
  match(excess?.fix ?? '', /^remove "s3:DeleteObject" from the actions of Write; or add the step/);
});

test('of a statement with one action the edit takes the statement', () => {
  const [only] = mutantsOf(homeOf(policy({ ...STATEMENT, Action: 's3:PutObject', Condition: undefined })));
  ok(only);
  const [gap] = told(proof([verdictOf(only, SURVIVED, null)]), []).gaps;
  match(gap?.fix ?? '', /^remove the statement Write;/);
});

test('a proof is whole when nothing is left, and no service is denied or let in', () => {
  const good = proof(all().slice(0, 2));
  equal(isWhole(told(good, [])), true);
  equal(isWhole(told(proof(all()), [])), false);
  const request = {
    ...{ principal: 's3.amazonaws.com', principalAccount: '1', action: 's3:PutObject', resource: 'r' },
    ...{ resourceAccount: '1', context: {} },
  };
  const call = { ...RULE, request, attacks: [] };
  const problems: [Partial<Proof>, RegExp][] = [
    [{ service: { allowed: [], denied: [call], open: [] } }, /^denied: S3 does it: s3\.amazonaws\.com may not/],
    [
      { service: { allowed: [], denied: [], open: [{ call, attack: { what: 'for another account', request } }] } },
      /^open: S3 does it, for another account: it is allowed/,
    ],
    [
      { missed: [{ stack: 's', role: 'Worker', action: 'a:b', resource: 'r', functions: ['f'] }] },
      /^not analysed: Worker called a:b on r, which the analysis of functions\/f/,
    ],
  ];
  for (const [more, problem] of problems) {
    const bad = told({ ...good, ...more }, []);
    equal(isWhole(bad), false);
    match(bad.problems[0] ?? '', problem);
  }
});

test('policies that are not deployed are told, and prove nothing', () => {
  const { absent } = told(proof(all()), ['policies/p.json', 'policies/other.json']);
  deepEqual(absent, ['policies/other.json']);
});

test('text, Markdown and JSON say the same', () => {
  const result = told(proof(all()), ['policies/other.json']);
  const text = formOf('text', result);
  match(text, /^policy {2,}proven {2}by rule {2}excess {2}tested {2}by rule {2}untested/);
  match(text, /^p\.json +1 +1 +1 +0 +0 +2 +40 %$/m);
  match(text, /Not deployed, and so not proven: policies\/other\.json/);
  const markdown = formOf('markdown', result);
  match(markdown, /^\*\*3 gaps in the proof of least privilege\.\*\*/);
  match(markdown, /\| <code>policies\/p\.json<\/code> \| 1 \| 1 \| 1 \| 0 \| 0 \| 2 \| 40 % \|/);
  const json = JSON.parse(formOf('json', result));
  deepEqual(json, JSON.parse(JSON.stringify(jsonDocument(result))));
  deepEqual([json.formatVersion, json.passed, json.gaps.length, json.changes.length], [1, false, 3, 5]);
  deepEqual(json.changes[0].evidence, { kind: 'missed', check, part: 'writes' });
});

test('names of a pull request’s policies do nothing in Markdown', () => {
  const [hostile] = mutantsOf(homeOf(policy({ ...STATEMENT, Sid: '<img src=x> @somebody', Action: '`|a:b`' })));
  ok(hostile);
  const markdown = formOf('markdown', told(proof([verdictOf(hostile, SURVIVED, null)]), ['policies/<script>.json']));
  doesNotMatch(markdown, /<img|<script>/);
  // Nobody is mentioned inside of code.
  doesNotMatch(markdown.replaceAll(/<code>.*?<\/code>/g, ''), /@somebody|`/);
});

test('progress is one line that is written anew on a terminal, and a few lines elsewhere', () => {
  const written: string[] = [];
  const stream = { write: (text: string) => written.push(text) } as unknown as NodeJS.WritableStream;
  const terminal = showProgress({ live: true }, stream);
  terminal.show({ doing: 'deploying', done: 0, total: 0 });
  terminal.show({ doing: 'proving', done: 1, total: 2 });
  terminal.end();
  deepEqual(written.splice(0), ['\r\x1b[2Kdeploying …', '\r\x1b[2Kproving: 1 of 2 changes', '\r\x1b[2K']);
  const lines = showProgress({ live: false }, stream);
  for (let done = 0; done < 100; done++) lines.show({ doing: 'proving', done, total: 100 });
  lines.end();
  deepEqual(written, ['proving: 0 of 100 changes\n']);
});
