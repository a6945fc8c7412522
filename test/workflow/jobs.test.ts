import { deepEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { readWorkflow, unitsOf } from '../../scripts/workflow/jobs.ts';

const CALLER = `
on: push
permissions: {}
jobs:
  prod: {needs: dev, uses: ./.github/workflows/one.yml, permissions: {contents: read}}
  tell: {needs: [prod, dev], permissions: {issues: write}, steps: []}
  dev: {uses: ./.github/workflows/one.yml, permissions: {contents: write, id-token: write}}
`;
const CALLED = `
on: {workflow_call: {}}
permissions: {contents: read}
jobs:
  run: {needs: plan, permissions: {contents: read, id-token: write}, steps: []}
  plan: {steps: []}
`;

test('jobs come after those that they need, those of called workflows in place of their caller', () => {
  const units = unitsOf('a.yml', readWorkflow('a.yml', CALLER), () => CALLED);
  const read = { contents: 'read' };
  deepEqual(
    units.map(({ id, file, permissions }) => [id, file, permissions]),
    [
      ['dev/plan', 'one.yml', read],
      ['dev/run', 'one.yml', { ...read, 'id-token': 'write' }],
      ['prod/plan', 'one.yml', read],
      ['prod/run', 'one.yml', read],
      ['tell', 'a.yml', { issues: 'write' }],
    ],
  );
});

const jobs = (text: string) => `on: push\njobs: {${text}}\n`;
const MISTAKES: [what: string, text: string, said: RegExp][] = [
  ['no YAML', 'a: [', /^\.github\/workflows\/a\.yml is no YAML: /],
  ['no jobs', 'on: push', /^\.github\/workflows\/a\.yml has no jobs$/],
  ['no object', '- a', /has no jobs$/],
  ['a need that is not there', jobs('a: {needs: b, steps: []}'), /^job a needs b, which is not there$/],
  ['a circle', jobs('a: {needs: b, steps: []}, b: {needs: a, steps: []}'), /^job a needs itself$/],
  [
    'a workflow of others',
    jobs('a: {uses: other/repo/.github/workflows/x.yml@main}'),
    /only workflows of this repository/,
  ],
  ['a path out of the folder', jobs('a: {uses: ./.github/workflows/../x.yml}'), /only workflows of this repository/],
  [
    'every permission',
    jobs('a: {permissions: write-all, steps: []}'),
    /^permissions: write-all gives more than a job needs/,
  ],
];

for (const [what, text, message] of MISTAKES) {
  test(`refused: ${what}`, () => {
    throws(() => unitsOf('a.yml', readWorkflow('a.yml', text), () => ''), { name: 'UserError', message });
  });
}
