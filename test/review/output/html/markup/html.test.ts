import { deepEqual, equal, match } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { html, jsonText, type Part, textOf } from '../../../../../scripts/review/output/html/markup/html.ts';
import { visible } from '../../../../../scripts/review/output/html/markup/visible.ts';
import { hostileText } from '../../../../cli/harmless.ts';
import { elementsIn } from '../parsed.ts';

const page = (markup: string) =>
  elementsIn(`<!doctype html><html><head><title>t</title></head><body>${markup}</body></html>`);

test('a text is one text, as an element or as an attribute, whatever is in it', () => {
  const property = fc.property(hostileText, (text) => {
    const found = page(textOf(html`<p title="${text}" class="a">${text}</p>`)).slice(4);
    equal(found.length, 1);
    deepEqual(found[0], { tag: 'p', attributes: { title: visible(text), class: 'a' }, text: visible(text) });
  });
  fc.assert(property, { numRuns: 1_000 });
});

test('data is the same when it is read again, and its element ends where it ends', () => {
  const property = fc.property(hostileText, hostileText, (one, other) => {
    const markup = html`<script type="application/json">${jsonText({ one: [one], two: { other } })}</script><i></i>`;
    const [script, after] = page(textOf(markup)).slice(4);
    equal(after?.tag, 'i');
    deepEqual(JSON.parse(script?.text ?? ''), { one: [visible(one)], two: { other: visible(other) } });
  });
  fc.assert(property, { numRuns: 1_000 });
});

test('parts of ours are put together, and nothing is nothing', () => {
  const items = ['a', '<b>'].map((text) => html`<li>${text}</li>`);
  equal(textOf(html`<ul>${items}</ul>${null}${7}`), '<ul><li>a</li><li>&lt;b&gt;</li></ul>7');
});

test('what only looks like markup of ours is none', () => {
  const forged = JSON.parse('{"Symbol(markup)": "<b>", "markup": "<b>"}') as Part;
  equal(textOf(html`${forged}`), 'undefined');
});

test('what would be invisible or turn a text around is seen', () => {
  equal(visible('a\u202Eb\u200B\u0000\uFEFF\u00AD\u3164'), 'a⟨U+202E⟩b⟨U+200B⟩⟨U+0000⟩⟨U+FEFF⟩⟨U+00AD⟩⟨U+3164⟩');
  equal(visible('a\r\n\tb\u2028c'), 'a b c');
  equal(visible('\ud800x\uffff\u{10fffe}'), '⟨U+D800⟩x⟨U+FFFF⟩⟨U+10FFFE⟩');
  equal(visible('שלום Zoë 😀'), 'שלום Zoë 😀');
  match(visible('x'.repeat(5_000)), /^x{2000}… \(3000 characters more\)$/);
});
