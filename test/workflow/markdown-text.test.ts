import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { markdownLines } from '../../scripts/workflow/markdown-text.ts';

const TEXT = `<!-- a marker -->
**Can be deployed** in <code>dev</code>: 1 to create.

### Access gained

<table>
<tr><th>Who</th><th>What</th><th>As in this request</th></tr>
<tr><td><code>lab/Role</code></td><td><code>s3:GetObject</code><br><code>s3:PutObject</code></td><td><code>s3:GetObject arn:aws:s3:::bucket/example by arn:aws:iam::1:role/Role</code></td></tr>
<tr><td>other</td><td></td><td>none</td></tr>
</table>

<details><summary>More</summary>

<ul>
<li><strong>warning</strong> a &lt;b&gt; &amp; c</li>
<li>::error::no</li>
</ul>
</details>

\`\`\`mermaid
flowchart LR
  a --> b
\`\`\`

\`\`\`text
<b>as it is</b>
\`\`\`
`;

test('what GitHub would show is shown as lines', () => {
  deepEqual(markdownLines(TEXT), [
    '**Can be deployed** in dev: 1 to create.',
    '',
    '### Access gained',
    '',
    'lab/Role  s3:GetObject; s3:PutObject',
    '    as in this request: s3:GetObject arn:aws:s3:::bucket/example by arn:aws:iam::1:role/Role',
    'other  none',
    '',
    'More',
    '',
    '- warning a <b> & c',
    '- ::error::no',
    '',
    '[a diagram]',
    '',
    '    <b>as it is</b>',
  ]);
});

test('text that a terminal would obey is taken out', () => {
  deepEqual(markdownLines('a\u001b[31m\u202eb\uE000c\n##[group]d\n::set-output name=a::b'), [
    'a [31m bc',
    '# #[group]d',
    ': :set-output name=a::b',
  ]);
  deepEqual(markdownLines(''), ['']);
});
