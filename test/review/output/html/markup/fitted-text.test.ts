import { equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fittedText, widthOf } from '../../../../../scripts/review/output/html/markup/fitted-text.ts';
import { hostileText } from '../../../../cli/harmless.ts';

test('a text that fits stays, of another one the middle is left out', () => {
  equal(fittedText('LabLambdaRole', 13), 'LabLambdaRole');
  equal(fittedText('LabLambdaRole', 12), 'LabLam…aRole');
  equal(fittedText('LabLambdaRole', 1), '…');
});

test('letters are as wide as they are drawn', () => {
  equal(widthOf('表😀'), 4);
  equal(widthOf('e\u0301'), 1);
  equal(fittedText('表表表表', 6), '表…表');
});

test('no text is wider than its place', () => {
  const property = fc.property(hostileText, fc.integer({ min: 1, max: 40 }), (text, columns) => {
    ok(widthOf(fittedText(text, columns)) <= columns);
  });
  fc.assert(property, { numRuns: 500 });
});
