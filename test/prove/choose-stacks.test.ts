import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { chosenStacks, isTouched } from '../../scripts/prove/choose-stacks.ts';
import { readEnvironment } from '../../scripts/template/environment.ts';

const LAB = { stack: 'lab', policies: ['policies/lab-bucket.json'], functions: ['lab-function'] };
const DATA = { stack: 'data', policies: [], functions: [] };

const TOUCHED: [file: string, lab: boolean, data: boolean][] = [
  ['templates/lab.yaml', true, false],
  ['templates/lab/site/index.html', true, false],
  ['templates/environments/local.yaml', true, true],
  ['templates/environments/dev.yaml', false, false],
  ['policies/lab-bucket.json', true, false],
  ['policies/other.json', false, false],
  ['functions/lab-function/handler.ts', true, false],
  ['functions/lab-function-2/handler.ts', false, false],
  ['functions/shared/backup/run.ts', true, false],
  ['scripts/scenario/stacks/lab.ts', true, false],
  ['scripts/scenario/stacks/other.ts', false, false],
  ['scripts/scenario/stage.ts', true, true],
  ['scripts/prove/run.ts', true, true],
  ['scripts/embedded/launcher/decisions.py', true, true],
  ['requirements.txt', true, true],
  ['README.md', false, false],
];

for (const [file, lab, data] of TOUCHED) {
  test(`a change of ${file} touches ${lab ? 'the lab' : 'no lab'}${data ? ' and all others' : ''}`, () => {
    deepEqual([isTouched(LAB, [file]), isTouched(DATA, [file])], [lab, data]);
  });
}

const local = await readEnvironment(projectFolder, 'local', {}, { offline: true });

test('without a name all that the environment deploys', async () => {
  deepEqual((await chosenStacks(projectFolder, local, [], undefined)).sort(), Object.keys(local.stacks).sort());
});

test('a stack that is named twice is proven once', async () => {
  deepEqual(await chosenStacks(projectFolder, local, ['lab', 'lab'], undefined), ['lab']);
});

test('a name that the environment does not know gets one line that says which it does', async () => {
  await rejects(chosenStacks(projectFolder, local, ['lap'], undefined), (error: Error) => {
    equal(error.name, 'UserError');
    return /local\.yaml deploys no stack 'lap'.*lab/.test(error.message) && !error.message.includes('\n');
  });
});

test('a base that is no commit is a mistake', async () => {
  await rejects(chosenStacks(projectFolder, local, [], 'no-such-ref'), { name: 'UserError', message: /no-such-ref/ });
});
