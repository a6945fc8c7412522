import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ResourceChange } from '../../../scripts/aws/changes.ts';
import { movedFrom, withValues } from '../../../scripts/deployment/change/described.ts';
import { change, detail } from '../builders.ts';
import { predicted, resource } from './builders.ts';

const table = (properties: Record<string, unknown>, more = {}) => resource('AWS::DynamoDB::Table', properties, more);
const renamed = predicted({ A: table({ TableName: 'a' }) }, { A: table({ TableName: 'b' }) });
const inPlace = predicted({ A: table({ Mode: 'a' }) }, { A: table({ Mode: 'b' }) });
const unsure = predicted({ A: table({ TableName: 'a' }) }, { A: table({ TableName: { Ref: 'X' } }) });
const never = [detail('Properties.TableName', { requiresRecreation: 'Never' })];
const modify = (replacement: string | null, more: Partial<ResourceChange> = {}) =>
  change('A', 'Modify', { type: 'AWS::DynamoDB::Table', replacement, ...more });

const words: [string, ResourceChange, ResourceChange[], string | null][] = [
  ['nothing said', modify(null), renamed, 'True'],
  ['a no against a certain replacement is doubted', modify('False', { details: never }), renamed, 'Conditional'],
  ['a maybe against a certain replacement', modify('Conditional'), renamed, 'True'],
  ['a yes against no replacement', modify('True'), inPlace, 'True'],
  ['a no and no', modify('False'), inPlace, 'False'],
  ['nothing said and a suspicion', modify(null), unsure, 'Conditional'],
  ['a yes against a suspicion', modify('True'), unsure, 'True'],
  ['a no against a suspicion', modify('False'), unsure, 'Conditional'],
  ['a no that names the suspected property', modify('False', { details: never }), unsure, 'False'],
  ['a resource that was not foreseen', modify(null), [], null],
];

for (const [name, said, guess, replacement] of words) {
  test(`of replacement: ${name}: ${replacement}`, () =>
    deepEqual(
      withValues([said], guess).map((one) => one.replacement),
      [replacement],
    ));
}

test('fills in values, details and what becomes of the old resource', () => {
  const said = modify('True', {
    details: [detail('Properties.TableName', { requiresRecreation: 'Always', cause: 'Name' })],
  });
  const both = predicted({ A: table({ TableName: 'a', B: 1 }) }, { A: table({ TableName: 'b', B: 2 }) });
  const [found] = withValues([said, change('B', 'Add')], both);
  deepEqual(found?.policyAction, 'ReplaceAndDelete');
  deepEqual(found?.details, [
    detail('Properties.TableName', { requiresRecreation: 'Always', cause: 'Name', before: 'a', after: 'b' }),
    detail('Properties.B', { requiresRecreation: 'Never', before: '1', after: '2' }),
  ]);
});

test("CloudFormation's own values and action stand", () => {
  const details = [
    detail('Properties.Mode', { requiresRecreation: 'Never', before: 'x', after: 'y' }),
    detail('Properties.Mode', { requiresRecreation: 'Never', before: 'v', after: 'w' }),
  ];
  const [found] = withValues([modify('False', { details })], inPlace);
  deepEqual(found?.details, details);
  deepEqual(withValues([change('A', 'Import')], renamed), [change('A', 'Import')]);
});

test('a property that is told twice for two reasons keeps both, told twice for one keeps one', () => {
  const said = modify('False', {
    details: [detail('Properties.Mode', { cause: 'P' }), detail('Properties.Mode'), detail('Properties.Mode')],
  });
  const [found] = withValues([said], inPlace);
  deepEqual(
    found?.details.map(({ cause, before, after }) => [cause, before, after]),
    [
      ['P', 'a', 'b'],
      [null, 'a', 'b'],
    ],
  );
});

test('a removal learns from the template what becomes of the resource', () => {
  const guess = predicted({ A: table({}, { DeletionPolicy: 'Retain' }) }, {});
  deepEqual(
    withValues([change('A', 'Remove'), change('A', 'Remove', { policyAction: 'Delete' })], guess).map(
      ({ policyAction }) => policyAction,
    ),
    ['Retain', 'Delete'],
  );
});

const remove = (policyAction: string | null) => change('A', 'Remove', { policyAction });
const metadata = change('A', 'Modify', { replacement: 'False', details: [detail('Metadata')] });
const moves: [string, ResourceChange[], ResourceChange[], string[]][] = [
  ['the same', renamed, renamed, []],
  ['a milder replacement', [modify('True')], [modify('False')], []],
  ['a worse replacement', [modify('False')], [modify('True')], ['A would be replaced, and modified was foreseen']],
  [
    'a doubtful one',
    [modify(null)],
    [modify('Conditional')],
    ['A would be perhaps replaced, and modified was foreseen'],
  ],
  ['another action', [change('A', 'Add')], [change('A', 'Modify')], ['A would be modified, and added was foreseen']],
  ['another resource', [], [remove(null)], ['A would change (removed), which was not foreseen']],
  ['one less', [change('A', 'Add')], [], ['A would not change, and added was foreseen']],
  ['one less property', inPlace, [], ['A would not change, and modified was foreseen']],
  ['no metadata', [metadata], [], []],
  [
    'another type',
    [change('A', 'Add')],
    [change('A', 'Add', { type: 'X' })],
    ['A would be added, and added was foreseen'],
  ],
  [
    'what was kept is deleted',
    [remove('Retain')],
    [remove('Delete')],
    ['A would be removed, and removed and retained was foreseen'],
  ],
  ['what was deleted is kept', [remove('Delete')], [remove('Retain')], []],
  [
    'what was retained is deleted',
    [modify('True', { policyAction: 'ReplaceAndRetain' })],
    [modify('True', { policyAction: 'ReplaceAndDelete' })],
    ['A would be replaced, and replaced and retained was foreseen'],
  ],
];

for (const [name, foreseen, real, lines] of moves) {
  test(`moved by ${name}: ${lines.length}`, () => deepEqual(movedFrom(foreseen, real), lines));
}

const anyChange = fc.record({
  logicalId: fc.constantFrom('A', 'B', 'C'),
  action: fc.constantFrom('Add', 'Modify', 'Remove'),
  replacement: fc.constantFrom('True', 'False', 'Conditional', null),
});
const anyChanges = fc.uniqueArray(anyChange, { selector: ({ logicalId }) => logicalId });

test('a plan holds against itself, and filling in values never makes a replacement milder', () => {
  const built = anyChanges.map((list) => list.map(({ logicalId, ...more }) => change(logicalId, more.action, more)));
  const order = [null, 'False', 'Conditional', 'True'];
  fc.assert(
    fc.property(built, built, (said, guess) => {
      deepEqual(movedFrom(said, said), []);
      const told = withValues(said, guess);
      const milder = told.filter((one, at) => {
        const word = said[at]?.replacement ?? null;
        return one.action === 'Modify' && order.indexOf(one.replacement) < order.indexOf(word);
      });
      deepEqual(milder, []);
    }),
  );
});
