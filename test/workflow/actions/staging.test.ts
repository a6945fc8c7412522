import { deepEqual, equal, match } from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { projectFolder } from '../../../scripts/cli/project.ts';
import { stageActions, undeclaredInputs } from '../../../scripts/workflow/actions.ts';
import { pinned, scratch } from './acting.ts';

/** The workflows, and the steps that they share. */
async function own(): Promise<[name: string, text: string][]> {
  const folder = join(projectFolder, '.github');
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.yml'));
  return Promise.all(
    names.map(async (name): Promise<[string, string]> => [name, await readFile(join(folder, name), 'utf8')]),
  );
}

test('Each stand-in is staged with all that its description names, and needs nothing around it', async (t) => {
  const folder = await scratch(t);
  const staged = await stageActions(folder);
  const files = await readdir(folder, { recursive: true });
  const described = files.filter((file) => file.endsWith('action.yml'));
  equal(described.length, staged.length);
  for (const file of described) {
    const { runs } = parse(await readFile(join(folder, file), 'utf8'));
    for (const step of [runs.main, ...(runs.post ? [runs.post] : [])]) {
      const code = await readFile(join(folder, file, '..', step), 'utf8');
      const required = [...code.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name = '']) => name);
      // The SDK asks for this one only to sign in a way that STS does not need.
      const around = required.filter((name) => !isBuiltin(name) && name !== '@aws-sdk/signature-v4-crt');
      deepEqual(around, [], file);
    }
  }
});

test('There is a stand-in for each third-party action that a workflow uses, with all the inputs that it is given', async (t) => {
  const staged = await stageActions(await scratch(t));
  const workflows = await own();
  match(workflows.map(([name]) => name).join(), /review\.yml/);
  for (const [name, text] of workflows) {
    deepEqual(await undeclaredInputs(text), [], name);
    for (const [, uses] of text.matchAll(/uses: ([\w.-]+\/[\w.-]+)[\w./-]*@/g)) {
      equal(
        staged.some((one) => one.name === uses),
        true,
        `${name}: ${uses}`,
      );
    }
  }
});

test('An input that a stand-in does not know is told, in workflows and in composite actions', async () => {
  const step = (uses: string, inputs: string) => `{ uses: '${uses}', with: { ${inputs} } }`;
  const checkout = step(pinned('actions/checkout'), 'ref: x, lfs: true, FETCH-DEPTH: 1');
  const sarif = step(`github/codeql-action/upload-sarif@${'a'.repeat(40)}`, 'sha: x');
  const others = [
    step('./.github/actions/setup', 'x: 1'),
    step('no/body@v1', 'x: 1'),
    step('github/codeql-action/../x@v1', 'x: 1'),
  ];
  const all = [checkout, checkout, sarif, ...others, `{ run: ls }`, `{ uses: ${pinned('actions/checkout')} }`].join(
    ', ',
  );
  const expected = ['actions/checkout: lfs', 'github/codeql-action/upload-sarif: sha'];
  deepEqual(await undeclaredInputs(`jobs: { a: { steps: [${all}] }, b: { uses: ./x.yml } }`), expected);
  deepEqual(await undeclaredInputs(`runs: { using: composite, steps: [${all}] }`), expected);
  deepEqual(await undeclaredInputs(''), []);
});
