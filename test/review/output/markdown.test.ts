import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { markdown } from '../../../scripts/review/output/markdown.ts';
import type { Reach } from '../../../scripts/review/output/reach.ts';
import { change, finding, HOSTILE, PUBLIC, report, reportOf } from './report.ts';

const NONE: Reach = { edges: [], leftOut: 0 };
const first = (...args: Parameters<typeof markdown>) => markdown(...args).split('\n')[0];

test('the first line is the verdict', () => {
  const findings = [finding(), finding({ severity: 'warning' }), finding({ suppressed: true })];
  const access = [PUBLIC, change(), change({ change: 'lost' })];
  const undecided = [{ principal: 'p', actions: ['a'], resources: ['r'], reason: 'too complex' }];
  const abroad = change({ principals: ['arn:aws:iam::444455556666:role/R'] });
  equal(
    first(report({ access, findings }), NONE),
    '**This change grants new access: 2 gained, 1 of them public, 1 lost.** 1 error, 1 warning.',
  );
  equal(
    first(report({ access: [abroad] }), NONE),
    '**This change grants new access: 1 gained, 1 of them for other accounts.** No findings.',
  );
  equal(first(report(), NONE), '**This change grants no new access.** No findings.');
  equal(first(report({ access: access.slice(2) }), NONE), '**This change grants no new access, 1 lost.** No findings.');
  equal(
    first(report({ undecided }), NONE),
    '**This change may grant new access: none was found, 1 undecided.** No findings.',
  );
  match(first(report({ base: null, changedLines: null }), NONE) ?? '', /^\*\*Everything was reviewed, not a change/);
});

test('gained access, findings on changed lines and the graph are shown, the rest is folded', () => {
  const text = markdown(
    report({
      access: [PUBLIC, change({ change: 'lost' })],
      findings: [finding(), finding({ line: 4, severity: 'warning', fix: 'Tags: [{Key: a}]' })],
      unresolved: [{ file: 'templates/a.yaml', line: 7, expression: '!Ref A', reason: 'a parameter' }],
    }),
    {
      edges: [
        { from: 'everyone', to: 'a/Bucket', label: 's3: GetObject', change: 'gained' },
        { from: 'a/Role', to: 'a/Bucket', label: 's3: PutObject', change: 'lost' },
        { from: 'a/Role', to: 'a/Queue', label: 'sqs: everything', change: null },
      ],
      leftOut: 2,
    },
  );
  equal(
    text,
    `**This change grants new access: 1 gained, 1 of them public, 1 lost.** 1 error, 1 warning.

### Access gained

<table>
<tr><th>Who</th><th>What</th><th>On what</th><th>As in this request</th><th>With this context</th></tr>
<tr><td><strong>public</strong>: <code>*</code><br>by the policy of <code>a/BucketPolicy</code></td><td><code>s3:GetObject</code></td><td><code>arn:aws:s3:::b/*</code></td><td><code>s3:PutObject arn:aws:s3:::b/example by arn:aws:iam::\${AWS::AccountId}:role/Role</code></td><td><code>aws:SecureTransport=true</code></td></tr>
</table>

### Findings on changed lines

<ul>
<li><strong>error</strong> <code>templates/a.yaml:3:13</code> <code>s3:*</code> allows every action of the service (<code>wildcard-action</code>)<br>fix: list the actions that are called</li>
</ul>

### Who reaches what

\`\`\`mermaid
flowchart LR
  n0["everyone"]
  n1["a/Bucket"]
  n2["a/Role"]
  n3["a/Queue"]
  n0 ==>|"s3#58; GetObject"| n1
  n2 -.->|"s3#58; PutObject"| n1
  n2 -->|"sqs#58; everything"| n3
  linkStyle 0 stroke:#d1242f,stroke-width:3px
  linkStyle 1 stroke:#8c959f
\`\`\`

Thick arrows are gained access, dotted ones lost, thin ones as before. 2 more arrows left out.

<details><summary>Access lost: 1</summary>
<table>
<tr><th>Who</th><th>What</th><th>On what</th><th>As in this request</th><th>With this context</th></tr>
<tr><td><code>a/Role</code></td><td><code>s3:PutObject</code></td><td><code>arn:aws:s3:::b/*</code></td><td><code>s3:PutObject arn:aws:s3:::b/example by arn:aws:iam::\${AWS::AccountId}:role/Role</code></td><td><code>aws:SecureTransport=true</code></td></tr>
</table>
</details>

<details><summary>Findings elsewhere that the change causes: 1</summary>
<ul>
<li><strong>warning</strong> <code>templates/a.yaml:4:13</code> <code>s3:*</code> allows every action of the service (<code>wildcard-action</code>)<br>fix: <code>Tags: [{Key: a}]</code></li>
</ul>
</details>

<details><summary>Not known before deploying: 1</summary>
<ul>
<li><code>templates/a.yaml:7</code>: <code>!Ref A</code>: a parameter</li>
</ul>
</details>

1 template and 2 policy documents reviewed, 0 files ignored, 0 not readable; 0 findings suppressed, 4 there before the change.`,
  );
});

test('errors stand first, as what is left out is the end', () => {
  const findings = [finding({ severity: 'suggestion' }), finding({ severity: 'warning' }), finding()];
  const told = markdown(report({ findings }), NONE).match(/<li>(?:<strong>)?[a-z]+/g);
  deepEqual(told, ['<li><strong>error', '<li><strong>warning', '<li>suggestion']);
});

test('suppressed findings are counted, not told', () => {
  const text = markdown(report({ findings: [finding({ suppressed: true })] }), NONE);
  ok(!text.includes('wildcard-action'));
  match(text, /; 1 finding suppressed, 4 there before the change\.$/);
});

test('a long list of actions is cut in its cell', () => {
  const actions = Array.from({ length: 20 }, (_, index) => `s3:Action${index}`);
  match(markdown(report({ access: [change({ actions })] }), NONE), /s3:Action7<\/code><br>and 12 more<\/td>/);
});

test('a comment is never longer than GitHub takes, and says what is left out', () => {
  const many = <T>(one: T) => Array.from({ length: 900 }, () => one);
  const text = markdown(
    report({ access: many(PUBLIC), findings: many(finding({ message: '<'.repeat(600) })), unresolved: [] }),
    { edges: many({ from: 'a', to: 'b', label: 'c', change: null }), leftOut: 0 },
  );
  ok(text.length <= 65_000, String(text.length));
  const rows = text.match(/<tr><td><strong>public/g)?.length ?? 0;
  ok(rows > 10 && text.includes(`<tr><td colspan="5">${900 - rows} more are left out.</td></tr>\n</table>`));
  const items = text.match(/<li><strong>error/g)?.length ?? 0;
  ok(items > 10 && text.includes(`<li>${900 - items} more are left out.</li>\n</ul>`));
});

const BLOCK = /^(?:<(?:table|ul|details)>|<\/(?:table|ul|details)>)/;

for (const [index, text] of HOSTILE.entries()) {
  test(`hostile text ${index} adds nothing to the structure`, () => {
    const edges = [{ from: text, to: text, label: text, change: 'gained' as const }];
    const harmless = markdown(reportOf('x'), {
      edges: [{ ...edges[0], from: 'x', to: 'x', label: 'x', change: 'gained' }],
      leftOut: 0,
    });
    const told = markdown(reportOf(text), { edges, leftOut: 0 });
    equal(shapeOf(told), shapeOf(harmless));
    doesNotMatch(told.replaceAll('\n', ''), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });
}

/** The comment without what stands in code, in labels or as words of a sentence. */
function shapeOf(comment: string): string {
  return comment
    .split('\n')
    .map((line) => {
      if (!line.startsWith('<')) return line.replace(/"(?:[A-Za-z0-9 ./-]|#\d+;)+"/g, '"label"');
      const bare = line.replace(/<code>[^<]*<\/code>/g, '');
      match(bare.replace(/<\/?(?:table|tr|td|th|ul|li|br|strong|details|summary)>/g, ''), /^[\w '().,;:-]*$/);
      return BLOCK.test(line)
        ? line
        : bare.replace(/[^<>/]+(?=<|$)/g, '').replaceAll(/<(?!\/?(tr|td|th|ul|li|table))[^>]*>/g, '');
    })
    .join('\n');
}
