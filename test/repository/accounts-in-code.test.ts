import { deepEqual, equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { accountsInCode } from './accounts-in-code.ts';

test('in code the strings count, and nothing else', () => {
  const code = [
    '// 111122223333, /* 111122223333 */',
    "const a = '111122223333';",
    'const b = `arn:aws:iam::111122223333:role/${a}`;',
    'const c = 111122223333;',
    'const d = "1111\\u00322223333";',
  ];
  const found = accountsInCode('functions/a/handler.ts', code.join('\n'));
  deepEqual(
    found.map(({ file, line, column }) => [file, line, column]),
    [
      ['functions/a/handler.ts', 2, 12],
      ['functions/a/handler.ts', 3, 25],
      ['functions/a/handler.ts', 5, 11],
    ],
  );
  equal(found[0]?.rule, 'written-account-id');
  throws(() => accountsInCode('a.ts', 'const = 1;'), /^Error: a\.ts: /);
});
