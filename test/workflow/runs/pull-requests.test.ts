import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { after, before, beforeEach, test } from 'node:test';
import { ended, jobOf, type Runs, startRuns } from './running.ts';

const POLICY = 'policies/lab-function.json';
const HANDLER = 'functions/lab-function/handler.ts';
const NARROW = '"Action": "dynamodb:PutItem"';
/** One more action on the same table. */
const GOOD = '"Action": ["dynamodb:GetItem", "dynamodb:PutItem"]';
const WIDE = `"Action": "dynamodb:*",
      "Resource": "*"`;

let runs: Runs;

before(async () => {
  // Prod is planned like dev, and costs as much again.
  runs = await startRuns({ environments: ['dev'] });
});

after(() => runs?.stop());

beforeEach(() => runs.scratch.git('checkout', '--quiet', '--force', '--detach', runs.scratch.base));

/** The policy of the lab's function, with its first statement changed. */
async function policy(from: string | RegExp, to: string): Promise<Record<string, string>> {
  return { [POLICY]: (await runs.scratch.read(POLICY)).replace(from, to) };
}

/** The function reads its item before it writes it, and may. */
async function good(): Promise<Record<string, string>> {
  const handler = await runs.scratch.read(HANDLER);
  const reads = `await dynamodb.send(new GetItemCommand({ TableName: table, Key: { Id: { S: id } } }));`;
  return {
    ...(await policy(NARROW, GOOD)),
    [HANDLER]: handler
      .replace('{ DynamoDBClient, PutItemCommand }', '{ DynamoDBClient, GetItemCommand, PutItemCommand }')
      .replace(/^ {4}const item = /m, `    ${reads}\n    const item = `),
  };
}

const tooMuch = () => policy(/"Action": "dynamodb:PutItem",\n\s+"Resource": "[^"]+"/, WIDE);

function pull(head: string, more: { payload?: Record<string, unknown>; only?: readonly string[] } = {}) {
  return runs.run('review.yml', { event: 'pull_request', base: runs.scratch.base, head, ...more });
}

// That its lint and tests pass is seen below, where a fork sends the same change.
test('a good pull request: its review passes, and one comment has its access and its plans', async () => {
  const head = await runs.scratch.commit(await good(), 'The function reads its items');
  const seen = await pull(head, { only: ['review', 'plan', 'comment'] });
  ended(seen, { review: 'success', plan: 'success', comment: 'success' });
  const [comment = '', ...others] = runs.comments();
  equal(others.length, 0);
  match(comment, /Access gained[\s\S]*dynamodb:GetItem[\s\S]*table\/lab-table/);
  // Nothing is deployed yet, and a pull request brings no stack into being.
  ok(comment.includes('in <code>dev</code>: 1 predicted'), comment);
  match(jobOf(seen, 'review').summary, /dynamodb:GetItem/);
  equal(runs.host.gitHub.sarifs().length, 1);
  deepEqual(seen.gates, [], 'nobody is asked');
  const planned = runs.host.aws.calls.since(0).flatMap(({ checks }) => checks);
  ok(planned.some(({ principal }) => principal.includes('stackwarden-dev-plan-pr')));
});

test('one that grants too much fails, and names what is gained with a witness; the comment is updated', async () => {
  const head = await runs.scratch.commit(await tooMuch(), 'Quicker this way');
  const seen = await pull(head, { only: ['review', 'plan', 'comment'] });
  ended(seen, { review: 'failure', plan: 'success', comment: 'success' });
  const { annotations, summary } = jobOf(seen, 'review');
  ok(
    annotations.some(({ level, file }) => level === 'warning' && file === POLICY),
    JSON.stringify(annotations),
  );
  match(summary, /dynamodb:\*/);
  match(summary, /As in this request[\s\S]*<code>dynamodb:\w+ arn:aws:dynamodb:/, 'a witness');
  const [comment = '', ...others] = runs.comments();
  equal(others.length, 0, 'one comment, updated');
  match(comment, /dynamodb:\*/);
});

test('one that edits the reviewer to stay silent fails all the same; hostile text in its comment does nothing', async () => {
  const silent = `process.stdout.write('0 errors, 0 warnings\\n');\n`;
  const suppressions = `suppressions:\n  - {rule: '*', file: ${POLICY}, reason: it is fine, expires: 2099-01-01}\n`;
  const files = {
    ...{ 'scripts/review.ts': silent, 'policies/suppressions.yaml': suppressions, [HOSTILE]: EVERYTHING },
    ...(await tooMuch()),
  };
  const head = await runs.scratch.commit(files, EVIL);
  const payload = { pull_request: { title: EVIL, body: EVIL } };
  const seen = await pull(head, { payload, only: ['review', 'comment'] });
  ended(seen, { review: 'failure', comment: 'success' });
  const { annotations } = jobOf(seen, 'review');
  ok(annotations.some(({ level, file }) => level === 'warning' && file === POLICY));
  ok(annotations.some(({ level, message }) => level === 'warning' && /scripts\/review\.ts/.test(message)));
  const [comment = ''] = runs.comments();
  match(comment, /scripts\/review\.ts/);
  match(comment, /octocat/, 'the hostile file is told');
  assertHarmless(comment);
});

const NOTHING_TO_TAKE = `import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';

test('there is nothing to take', () => {
  // act gives the token of its artifact store to every step; on GitHub actions alone have one.
  const secret = /(?<!^ACTIONS_RUNTIME_)TOKEN|SECRET|^AWS_(?!EC2|CONFIG|SHARED)/;
  const names = Object.keys(process.env).filter((name) => secret.test(name));
  deepEqual(names, []);
});
`;
const EVERYTHING = `{
  "Version": "2012-10-17",
  "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }]
}
`;
const HOSTILE = 'policies/$(touch pwned) `touch pwned` <img src=x>@octocat.json';
const EVIL = `"; touch pwned; # \`touch pwned\` $(touch pwned) \${{ github.token }} <img src=x onerror=alert(1)> ![a](http://evil.example/x) [b](javascript:alert(1)) @octocat fixes #1 ::set-output name=a::b`;

test('one from a fork is reviewed whole, without credentials, and hostile text in it does nothing', async () => {
  const before = runs.host.gitHub.calls().length;
  const mark = runs.host.aws.calls.mark();
  const hostile = {
    'test/nothing.test.ts': NOTHING_TO_TAKE,
    [HOSTILE]: EVERYTHING,
    ...(await good()),
  };
  const head = await runs.scratch.commit(hostile, `${EVIL}\n\n${EVIL}`);
  const repo = { full_name: 'somebody/fork' };
  const pullRequest = { title: EVIL, body: EVIL, head: { ref: '$(touch${IFS}pwned)`touch${IFS}pwned`', repo } };
  const seen = await pull(head, { payload: { pull_request: pullRequest, sender: { login: 'evil' } } });
  ended(seen, { check: 'success', review: 'failure', plan: 'skipped', comment: 'skipped' });
  const { summary, annotations } = jobOf(seen, 'review');
  match(summary, /dynamodb:GetItem/);
  ok(
    annotations.some(({ file }) => file?.includes('octocat')),
    JSON.stringify(annotations),
  );
  assertHarmless(summary);
  match(jobOf(seen, 'check').log.join('\n'), /there is nothing to take/);
  doesNotMatch(jobOf(seen, 'check').log.join('\n'), /✖ there is nothing to take/);
  const calls = runs.host.gitHub.calls().slice(before);
  deepEqual(
    calls.filter(({ method, path }) => method !== 'GET' && !path.includes('git-upload-pack')),
    [],
  );
  deepEqual(runs.host.aws.calls.since(mark), [], 'nobody asked AWS for anything');
  const left = await readdir(runs.host.folder, { recursive: true });
  deepEqual(
    left.filter((path) => /(^|\/)pwned$/.test(path)),
    [],
  );
});

/** As GitHub would show it: no element that loads or links, and nobody is called. */
function assertHarmless(markdown: string): void {
  doesNotMatch(markdown, /<(?:img|a|script|iframe|svg)\b/i);
  doesNotMatch(markdown.replace(/<code>[\s\S]*?<\/code>|`[^`]*`/g, ''), /@octocat|\]\(javascript|!\[a\]\(http/);
}
