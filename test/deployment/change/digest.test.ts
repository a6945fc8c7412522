import { equal, match, notEqual } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { digestOf, digestOfAll } from '../../../scripts/deployment/change/digest.ts';
import type { StackPlan } from '../../../scripts/deployment/plan.ts';
import { change, detail, stackPlan } from '../builders.ts';

const details = [detail('Properties.A', { before: 'x', after: 'y' }), detail('Tags')];
const first = change('A', 'Modify', { replacement: 'False', physicalId: 'p', details });
const plan = stackPlan({
  templateSha256: 'a',
  parameters: { A: '1', B: '2' },
  tags: { Project: 'p' },
  changes: [first, change('B', 'Add')],
});

test('is SHA-256 in lower-case hex', () => match(digestOf(plan), /^[0-9a-f]{64}$/));

const same: [string, Partial<StackPlan>][] = [
  ['the order of changes', { changes: plan.changes.toReversed() }],
  ['the order of parameters', { parameters: { B: '2', A: '1' } }],
  [
    'the order of details, and one told twice',
    { changes: [{ ...first, details: [...details, ...details].reverse() }, change('B', 'Add')] },
  ],
  ['physical ids', { changes: [{ ...first, physicalId: 'other' }, change('B', 'Add')] }],
  ['values', { changes: [{ ...first, details: details.map(({ target }) => detail(target)) }, change('B', 'Add')] }],
];

for (const [name, more] of same)
  test(`${name} is no difference`, () => equal(digestOf({ ...plan, ...more }), digestOf(plan)));

const differences: [string, Partial<StackPlan>][] = [
  ['the stack', { stackName: 'other' }],
  ['the template', { templateSha256: 'b' }],
  ['a parameter', { parameters: { A: '1', B: '3' } }],
  ['a tag', { tags: {} }],
  ['one change less', { changes: [first] }],
  ['a replacement', { changes: [{ ...first, replacement: 'True' }, change('B', 'Add')] }],
  ['an action', { changes: [first, change('B', 'Remove')] }],
  ['a type', { changes: [first, change('B', 'Add', { type: 'AWS::SNS::Topic' })] }],
  ['a property', { changes: [{ ...first, details: [detail('Properties.B')] }, change('B', 'Add')] }],
];

for (const [name, more] of differences) {
  test(`${name} is a difference`, () => notEqual(digestOf({ ...plan, ...more }), digestOf(plan)));
}

test('of all stacks: in any order, and different when one is', () => {
  const [one, other] = [
    { stack: 'a', digest: '1' },
    { stack: 'b', digest: '2' },
  ];
  equal(digestOfAll([one, other]), digestOfAll([other, one]));
  notEqual(digestOfAll([one, other]), digestOfAll([one, { ...other, digest: '3' }]));
  notEqual(digestOfAll([one, other]), digestOfAll([one]));
});

test('keys in any order give the same digest, other values another', () => {
  const map = fc.dictionary(fc.constantFrom('A', 'B', '__proto__', 'constructor', '1', 'a'), fc.string());
  const turned = (given: Record<string, string>) => Object.fromEntries(Object.entries(given).reverse());
  fc.assert(
    fc.property(map, map, (parameters, tags) => {
      const one = digestOf({ ...plan, parameters, tags });
      equal(digestOf({ ...plan, parameters: turned(parameters), tags: turned(tags) }), one);
      notEqual(digestOf({ ...plan, parameters: { ...parameters, Z: '' }, tags }), one);
    }),
  );
});
