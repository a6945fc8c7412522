import { equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '../../scripts/cli/errors.ts';
import { camel, checkName, pascal } from '../../scripts/new/names.ts';
import type { Plan } from '../../scripts/new/plan.ts';

const KINDS: readonly Plan['kind'][] = ['stack', 'function', 'rule'];

for (const name of ['notes', 'weather-report', 'a1', 'x-2-y']) {
  test(`'${name}' is a name`, () => {
    for (const kind of KINDS) checkName(kind, name);
  });
}

const BAD = [
  ...[
    '',
    ' ',
    'Notes',
    'notes ',
    '1notes',
    '-notes',
    'notes-',
    'no--tes',
    'no_tes',
    'no.tes',
    'grüße',
    'notes\n',
    'a\nb',
  ],
  ...['../notes', '/etc/passwd', 'a/b', '..', '.', 'a\\b', '__proto__', '${IFS}', '--root', '$(id)', 'a'.repeat(64)],
];

for (const name of BAD) {
  test(`${JSON.stringify(name)} is none`, () => {
    for (const kind of KINDS) throws(() => checkName(kind, name), UserError);
  });
}

const RESERVED: [kind: Plan['kind'], name: string][] = [
  ['stack', 'environments'],
  ['stack', 'shared'],
  ['stack', 'stacks'],
  ['stack', 'sthree-a'],
  ['stack', 'true'],
  ['function', 'shared'],
  ['function', 'no'],
  ['rule', 'list'],
  ['rule', 'default'],
];

for (const [kind, name] of RESERVED) {
  test(`no ${kind} is called ${name}`, () => {
    throws(() => checkName(kind, name), { name: 'UserError', message: `'${name}' is reserved: choose another name` });
  });
}

test('how long a name may be is told', () => {
  const message = `'${'a'.repeat(31)}' has 31 characters: a stack's name has 30 at most`;
  throws(() => checkName('stack', 'a'.repeat(31)), { message });
  checkName('stack', 'a'.repeat(30));
});

test('names of logical ids and constants', () => {
  equal(pascal('weather-report-2-go'), 'WeatherReport2Go');
  equal(camel('weather-report-2-go'), 'weatherReport2Go');
});
