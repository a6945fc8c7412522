import { doesNotMatch, equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { inCode, inLabel, inProse } from '../../../scripts/cli/markdown/escape.ts';
import { HOSTILE } from '../../review/output/report.ts';

test('a name stands in code as it is', () => {
  equal(inCode('arn:aws:s3:::b/*'), '<code>arn:aws:s3:::b/*</code>');
  equal(inCode('a|b `c` <d> & "e"\n\nf'), '<code>a|b `c` &lt;d&gt; &amp; &quot;e&quot; f</code>');
});

test('a long name is cut by characters', () => {
  equal(inCode('😀'.repeat(201)), `<code>${'😀'.repeat(199)}…</code>`);
  equal(inCode('x'.repeat(200)), `<code>${'x'.repeat(200)}</code>`);
});

test('of a sentence the words are text and the rest is code', () => {
  equal(inProse("the bucket's requests are not logged."), "the bucket's requests are not logged.");
  equal(
    inProse('s3:* allows every action (see Bucket1, a@b): do it'),
    '<code>s3:*</code> allows every action (see <code>Bucket1</code>, <code>a@b</code>): do it',
  );
  equal(inProse("say 'a b@c d'"), "say <code>'a b@c d'</code>".replaceAll("'", '&#39;'));
});

for (const [index, text] of HOSTILE.entries()) {
  test(`hostile text ${index} stays text`, () => {
    for (const html of [inCode(text), inProse(text)]) {
      doesNotMatch(html, /[\n\r\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      const outside = html.replace(/<code>[^<]*<\/code>/g, ' ');
      match(outside, /^[A-Za-z0-9 '().,;:-]*$/);
      doesNotMatch(outside, /:[a-z]|[a-z]\.[a-z]|GH-/);
    }
    match(inLabel(text), /^(?:[A-Za-z0-9 ./-]|#\d+;)+$/);
    doesNotMatch(inLabel(text), /#(34|38|39|60|62|92|96);/);
  });
}

test('a label keeps what is legible inside words and encodes what makes lists', () => {
  equal(inLabel('lab/Role-1.x'), 'lab/Role-1.x');
  equal(inLabel('- 1. x/'), '#45; 1#46; x#47;');
  equal(inLabel('s3: ${A}'), 's3#58; #36;#123;A#125;');
  equal(inLabel('"<b>'), '#63;#63;b#63;');
  equal(inLabel('\n'), '#63;');
  ok(inLabel('x'.repeat(99)).startsWith(`${'x'.repeat(59)}#8230;`));
});
