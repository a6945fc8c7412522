import { deepEqual, equal, rejects, throws } from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkedInputs, eventOf, readEvent, workflowFile } from '../../scripts/workflow/choose.ts';
import type { Workflow } from '../../scripts/workflow/model.ts';
import { wishesOf } from '../../scripts/workflow/options.ts';

const FILES = ['deploy.yml', 'review.yaml', 'notes.md'];
const on = (value: unknown): Workflow => ({ on: value, jobs: {} });

test('a workflow is known by its name, with or without the end of its file', () => {
  equal(workflowFile('deploy', FILES), 'deploy.yml');
  equal(workflowFile('review.yaml', FILES), 'review.yaml');
  throws(() => workflowFile(undefined, FILES), { message: 'name the workflow: deploy, review' });
  throws(() => workflowFile('reviev', FILES), { message: /called 'reviev'; did you mean review\?$/ });
});

test('the event is the named one, by hand where there are inputs, else the likeliest', () => {
  const all = on({ push: null, pull_request: null, workflow_dispatch: null });
  equal(eventOf('a.yml', all, undefined, false), 'pull_request');
  equal(eventOf('a.yml', all, undefined, true), 'workflow_dispatch');
  equal(eventOf('a.yml', all, 'push', true), 'push');
  equal(eventOf('a.yml', on('push'), undefined, false), 'push');
  equal(eventOf('a.yml', on(['schedule', 'push']), 'schedule', false), 'schedule');
  const said = { message: 'a.yml is not started by workflow_dispatch: it is started by push' };
  throws(() => eventOf('a.yml', on('push'), undefined, true), said);
  throws(() => eventOf('a.yml', on(['push', 'fork']), 'fork', false), { message: /not started by fork: .* by push$/ });
  throws(() => eventOf('a.yml', on({ workflow_call: null }), undefined, false), {
    message: /called by other workflows/,
  });
});

const INPUTS = {
  table: { required: true },
  format: { type: 'choice', options: ['json', 'csv'], default: 'json' },
  drill: { type: 'boolean', default: false },
};

test('inputs are taken as the form on GitHub takes them', () => {
  const workflow = on({ workflow_dispatch: { inputs: INPUTS } });
  deepEqual(checkedInputs(workflow, { table: 'a=b' }), { table: 'a=b', format: 'json', drill: 'false' });
  const refused = (given: Record<string, string>, message: string) =>
    throws(() => checkedInputs(workflow, given), { name: 'UserError', message });
  refused({}, 'give --input table=…: the workflow needs it');
  refused({ table: 'a', format: 'xml' }, "--input format takes json or csv, not 'xml'");
  refused({ table: 'a', drill: 'yes' }, "--input drill takes true or false, not 'yes'");
  refused({ tabl: 'a' }, "there is no input 'tabl'; did you mean table?");
  throws(() => checkedInputs(on({ workflow_dispatch: null }), { a: 'b' }), { message: /no input 'a'; there is none$/ });
});

test('an input has a name and a value, in which there may be more of =', () => {
  const given = {
    event: undefined,
    base: 'main',
    job: [],
    approve: [],
    fresh: false,
    actions: undefined,
    verbose: false,
  };
  deepEqual(wishesOf({ ...given, input: ['a=b=c', 'd='] }).inputs, { a: 'b=c', d: '' });
  for (const wrong of ['a', '=b']) {
    throws(() => wishesOf({ ...given, input: [wrong] }), { message: `--input takes name=value, not '${wrong}'` });
  }
});

test("an event's file holds an object", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'event-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'event.json');
  await rejects(readEvent(file), { message: `cannot read ${file} (ENOENT): --event takes a file` });
  for (const [text, said] of [
    ['{', /is no JSON: /],
    ['[]', /is no JSON object/],
  ] as const) {
    await writeFile(file, text);
    await rejects(readEvent(file), { name: 'UserError', message: said });
  }
  await writeFile(file, '{"number": 2}');
  deepEqual(await readEvent(file), { number: 2 });
  deepEqual(await readEvent(null), {});
});
