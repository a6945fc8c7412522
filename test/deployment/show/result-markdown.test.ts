import assert from 'node:assert/strict';
import { test } from 'node:test';
import { causeOf } from '../../../scripts/aws/cause.ts';
import type { DeployResult, StackResult } from '../../../scripts/deployment/events.ts';
import { resultOf } from '../../../scripts/deployment/execution/result.ts';
import { resultMarkdown } from '../../../scripts/deployment/show/result-markdown.ts';
import type { Finding } from '../../../scripts/template/finding.ts';
import { plan } from '../builders.ts';

const app = { stack: 'app', stackName: 'p-dev-app', region: 'us-east-1' };

function markdown(...stacks: StackResult[]): string {
  const result: DeployResult = {
    ...{ formatVersion: 1, environment: 'dev', accountId: '1', ok: false, held: false, findings: [], changed: true },
    ...{ stacks, plan: plan() },
  };
  return resultMarkdown(result);
}

test('the summary of a refused stack says who was refused what, and what would allow it', () => {
  const message =
    'User: arn:aws:sts::111122223333:assumed-role/cfn/AWSCloudFormation is not authorized to perform: sqs:CreateQueue on resource: arn:aws:sqs:us-east-1:111122223333:q';
  const cause = { ...causeOf(message, { logicalId: 'Queue', type: 'AWS::SQS::Queue' }), within: ['Nested'] };
  const text = markdown({ ...resultOf(app, 'failed'), cause });
  assert.match(text, /^### Failed: dev\n/);
  for (const part of [
    'Nested/Queue',
    'service role cfn was denied',
    '&quot;Action&quot;:&quot;sqs:CreateQueue&quot;',
  ]) {
    assert.ok(text.includes(part), `${part} in ${text}`);
  }
});

test('the summary of a plan that does not hold any more says why nothing was executed', () => {
  const result: DeployResult = {
    ...{ formatVersion: 1, environment: 'dev', accountId: '1', ok: true, held: false, findings: [], changed: false },
    ...{ stacks: [], plan: plan() },
  };
  const text = resultMarkdown(result, ['stack p-dev-app was updated at noon']);
  assert.match(text, /^### Not deployed: dev\n/);
  assert.match(text, /<li>the plan does not hold any more: stack p-dev-app was updated at noon<\/li>/);
  const finding: Finding = {
    ...{ file: 'templates/app.yaml', line: 1, column: 2, rule: 'r', severity: 'error', logicalId: null },
    ...{ message: 'no & stack', fix: 'name another' },
  };
  assert.match(resultMarkdown({ ...result, findings: [finding] }), /name another<\/li>/);
});

test('the summary has what the function behind a custom resource logged', () => {
  const cause = { ...causeOf('it failed'), logs: ['ERROR no such table'] };
  assert.match(markdown({ ...resultOf(app, 'failed'), cause }), /log: <code>ERROR no such table<\/code>/);
});

test('the summary names the functions that did not answer, and no others', () => {
  const invocation = { functionName: 'mail', event: 'send.json', error: null, milliseconds: 5 };
  const invocations = [invocation, { ...invocation, functionName: 'pay', error: 'timed out' }];
  const text = markdown({ ...resultOf(app, 'created'), invocations });
  assert.match(text, /<code>pay<\/code> with <code>send\.json<\/code>: timed out/);
  assert.doesNotMatch(text, /mail/);
});

test('nothing of a result becomes markup', () => {
  const evil = '</code><img src=x>\n::error::a';
  const cause = { ...causeOf(evil, { logicalId: evil, type: evil }), logs: [evil] };
  const invocations = [{ functionName: evil, event: evil, error: evil, milliseconds: 1 }];
  const text = markdown({
    ...resultOf({ ...app, stack: evil }, 'failed'),
    cause,
    invocations,
    outputs: { [evil]: evil },
  });
  assert.doesNotMatch(text, /<img|^\s*::error/m);
});

test('a result of many stacks is cut, and says so', () => {
  const outputs = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`Name${index}`, 'x'.repeat(200)]));
  const text = markdown(...Array.from({ length: 50 }, () => ({ ...resultOf(app, 'created'), outputs })));
  assert.ok(Buffer.byteLength(text) < 1024 * 1024);
  assert.match(text, /\d+ more are left out/);
});
