import { equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { withSteps } from '../../../scripts/new/edit/scenario.ts';

const TEXT = `import { a } from '../a.ts';
import type { Stage } from '../scenario.ts';

export async function scenario(stage: Stage): Promise<void> {
  try {
    await a(stage);
  } finally {
    await stage.part('b', async () => {});
  }
}

async function c(): Promise<void> {
}
`;

const call = { name: 'greets', from: '../lab/greeter.ts' };
const at = (text: string) => withSteps('lab.ts', text, call);

test('a call is put at the end of the scenario, and its import in its place', () => {
  const imported = TEXT.replace('import type', "import { greets } from '../lab/greeter.ts';\nimport type");
  equal(at(TEXT), imported.replace('  }\n}\n\nasync', '  }\n  await greets(stage);\n}\n\nasync'));
});

test('a scenario may be empty, the last of its file, and call its stage something else', () => {
  const text =
    "import type { Stage } from '../scenario.ts';\nexport async function scenario(it: Stage): Promise<void> {\n}\n";
  equal(at(text), `import { greets } from '../lab/greeter.ts';\n${text.replace('{\n}', '{\n  await greets(it);\n}')}`);
});

const REFUSED: [title: string, text: string, message: RegExp][] = [
  ['no scenario', TEXT.replace('scenario(', 'scene('), /^lab\.ts: there is no 'export async function scenario/],
  ['one that takes its stage apart', TEXT.replace('stage: Stage', '{ step }: Stage'), /^lab\.ts: there is no/],
  ['one without an end', TEXT.slice(0, TEXT.indexOf('\n}\n')), /^lab\.ts: there is no/],
  ['nothing imported', TEXT.replace(/^import.*\n/gm, ''), /^lab\.ts: there is no/],
  [
    'the name taken',
    TEXT.replace('function c', 'function greets'),
    /^lab\.ts has 'greets' already: choose another name$/,
  ],
];

for (const [title, text, message] of REFUSED) {
  test(`refused: ${title}`, () => throws(() => at(text), { name: 'UserError', message }));
}
