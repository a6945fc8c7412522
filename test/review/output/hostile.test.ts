import { doesNotMatch, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { annotations } from '../../../scripts/review/output/annotations.ts';
import { markdown } from '../../../scripts/review/output/markdown.ts';
import { sarif } from '../../../scripts/review/output/sarif.ts';
import { textLines } from '../../../scripts/review/output/text.ts';
import { assertHarmless, assertOneCommand, assertPlainLines, hostileText } from '../../cli/harmless.ts';
import { reportOf } from './report.ts';

const RUNS = { numRuns: 400, includeErrorInReport: true };

/** The lines of Markdown in a comment: the verdict, headings, and what has no name in it. */
const OWN =
  /^(?:\*\*This change [\w ,:]+\.\*\* [\w ,]+\.|### [A-Z][\w ]+|Thick arrows are [\w, ]+\.[\w ]*\.?|\d+ templates? and [\w ,;]+\.)$/;

test('whatever a pull request writes, its comment has nothing active outside of code', () => {
  const property = fc.property(hostileText, hostileText, (text, other) => {
    const edges = [{ from: text, to: other, label: text, change: 'gained' as const }];
    assertHarmless(markdown(reportOf(text), { edges, leftOut: 0 }), OWN);
  });
  fc.assert(property, RUNS);
});

test('whatever it writes, an annotation is one command', () => {
  const property = fc.property(hostileText, hostileText, (text, file) => {
    const lines = annotations(reportOf(text), () => ({ file, line: 1, column: 1 }));
    equal(lines.length, 2);
    for (const line of lines) assertOneCommand(line);
  });
  fc.assert(property, RUNS);
});

test('whatever it writes, no line of a log is a command, and none colours a terminal', () => {
  const property = fc.property(hostileText, (text) => {
    const lines = textLines(
      reportOf(text),
      () => `${text}\n${text}\n${text}`,
      (_, shown) => shown,
    );
    assertPlainLines(lines.join('\n'));
    ok(lines.every((line) => !line.includes('\n')));
  });
  fc.assert(property, RUNS);
});

test('whatever it writes, messages of SARIF have no link and its places are addresses below the root', () => {
  const tool = { version: '1.0.0', locate: () => null };
  const property = fc.property(hostileText, (text) => {
    const { results, invocations } = JSON.parse(JSON.stringify(sarif(reportOf(text), [], tool))).runs[0];
    const told = [...results, ...invocations[0].toolExecutionNotifications].map(({ message }) => message.text);
    equal(told.length, 3);
    for (const one of told) doesNotMatch(one, /\]\(|[\p{Cc}\p{Cf}]/u);
    for (const { locations } of results) {
      doesNotMatch(locations[0].physicalLocation.artifactLocation.uri, /[^\w%./!'()*~-]/);
    }
  });
  fc.assert(property, RUNS);
});
