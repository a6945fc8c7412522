import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEnvironment, templateParameters } from '../../scripts/template/environment.ts';
import { parseTemplate } from '../../scripts/template/source.ts';
import { environment, mistakeOf, repository } from './fixture.ts';

const template = parseTemplate(
  `Parameters:
  Prefix: {Type: String}
  Environment: {Type: String, Default: none}
  TableName: {Type: String, Default: lab-table}
  Days: {Type: Number}
Resources: {}`,
  'templates/lab.yaml',
);

const withParameters = (parameters: Record<string, string>) =>
  environment({ name: 'dev', stacks: { lab: { region: null, parameters, skip: null } } });

test('given values, and the environment’s own names', () => {
  assert.deepEqual(templateParameters(template, withParameters({ Days: '7' }), 'lab'), {
    Prefix: 'sw',
    Environment: 'dev',
    Days: '7',
  });
  const given = { Days: '7', Prefix: 'other', TableName: 't' };
  assert.deepEqual(templateParameters(template, withParameters(given), 'lab'), { ...given, Environment: 'dev' });
});

test('a template without parameters takes none', () => {
  const plain = parseTemplate('Resources: {}', 'templates/a.yaml');
  assert.deepEqual(templateParameters(plain, environment(), 'a'), {});
});

test('a parameter without value', async () => {
  assert.equal(
    await mistakeOf(() => templateParameters(template, withParameters({}), 'lab')),
    'templates/lab.yaml:5:3: the parameter Days has no default: give it in templates/environments/dev.yaml under stacks.lab.parameters',
  );
});

test('an unknown parameter', async (t) => {
  const text = 'region: us-east-1\nprefix: sw\nstacks:\n  lab:\n    parameters: {Days: 7, TableNam: x}\n';
  const root = await repository(t, { 'templates/environments/dev.yaml': text, 'templates/lab.yaml': template.text });
  const read = await readEnvironment(root, 'dev', {});
  assert.equal(
    await mistakeOf(() => templateParameters(template, read, 'lab')),
    "templates/environments/dev.yaml:5:27: templates/lab.yaml has no parameter 'TableNam'; did you mean TableName?",
  );
  assert.equal(
    await mistakeOf(() => templateParameters(template, withParameters({ TableNam: 'x' }), 'lab')),
    "environment dev: templates/lab.yaml has no parameter 'TableNam'; did you mean TableName?",
  );
});

test('a secret has no place in an environment', async () => {
  const secret = parseTemplate(
    'Parameters:\n  Key: {Type: String, NoEcho: true}\nResources: {}\n',
    'templates/lab.yaml',
  );
  const said = await mistakeOf(() => templateParameters(secret, withParameters({ Key: 'hunter2' }), 'lab'));
  assert.match(
    said,
    /^environment dev: the parameter Key is declared with NoEcho, and a secret has no place in this file/,
  );
  assert.doesNotMatch(said, /hunter2/);
});
