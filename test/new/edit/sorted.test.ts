import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { isBefore, withLine } from '../../../scripts/new/edit/sorted.ts';

/** As Biome leaves them. */
const SORTED = [
  ...['node:fs', 'yaml', '../../embedded/calls.ts', '../closed.ts', '../lab/x.ts', '../lab/x-y.ts', '../lab/x2.ts'],
  ...['../lab/x10.ts', '../lab.ts', '../lab-9/y.ts', '../lab-10/y.ts', '../lab-x/y.ts', '../lab9/y.ts', '../labs/y.ts'],
  ...[
    './a.ts',
    './a-1b.ts',
    './a-2.ts',
    './a-10.ts',
    './a-b.ts',
    './a-b-c.ts',
    './a1b.ts',
    './a2.ts',
    './a10.ts',
    './ab.ts',
  ],
];

test('imports are in the order that the formatter wants', () => {
  deepEqual(
    SORTED.toReversed().sort((one, other) => (isBefore(one, other) ? -1 : 1)),
    SORTED,
  );
  deepEqual(
    SORTED.filter((source) => isBefore(source, source)),
    [],
  );
});

test('a line is put before the first that comes after it, whatever is over many lines', () => {
  const text = "import {\n  a,\n} from './a.ts';\nimport type { C } from './c.ts';\n\nconst d = 'import';\n";
  const at = (from: string) => withLine(text, 'import …', from);
  equal(at('./A.ts')?.indexOf('import …'), 0);
  equal(at('./b.ts'), text.replace('import type', 'import …\nimport type'));
  equal(at('./d.ts'), text.replace("'./c.ts';\n", "'./c.ts';\nimport …\n"));
  equal(withLine('const a = 1;\n', 'import …', './b.ts'), null);
});
