import { deepEqual } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { scopeOf } from '../../../scripts/access/read/evaluate.ts';
import { readLibrary } from '../../../scripts/access/read/library.ts';
import { type Placed, partAt } from '../../../scripts/access/read/placed.ts';
import { stacksOf } from '../../../scripts/access/read/stacks.ts';
import { decidedConditions, settled } from '../../../scripts/deployment/readback/conditions.ts';
import { folder } from '../../access/read/fixture.ts';

const TEXT = `
Parameters: {Yes: {Type: String, Default: 'yes'}, Open: {Type: String}}
Conditions:
  IsYes: !Equals [!Ref Yes, 'yes']
  IsNo: !Not [!Condition IsYes]
  Both: !And [!Condition IsYes, !Condition IsNo]
  Either: !Or [!Condition IsNo, !Condition IsYes]
  IsOpen: !Equals [!Ref Open, x]
  OpenOrYes: !Or [!Condition IsOpen, !Condition IsYes]
  OpenAndYes: !And [!Condition IsOpen, !Condition IsYes]
  NotOpen: !Not [!Condition IsOpen]
  Round: !Not [!Condition About]
  About: !Not [!Condition Round]
  Odd: {Fn::Odd: []}
  Missing: !Condition Nowhere
Resources:
  R:
    Type: AWS::New::Thing
    Properties:
      List: [!If [IsYes, !If [IsNo, 1, 2], 3], !If [IsOpen, 4, 5], 6]
`;

async function read(t: TestContext) {
  const file = 'templates/a.yaml';
  const { parsed } = await readLibrary(await folder(t, { [file]: TEXT }), () => {});
  const decided = decidedConditions(scopeOf(stacksOf(parsed, new Map()).scopeOf(file)));
  return { decided, list: partAt(parsed(file) as Placed, 'Resources', 'R', 'Properties', 'List') as Placed };
}

test('conditions are decided as far as their parameters are known', async (t) => {
  const { decided } = await read(t);
  deepEqual(Object.fromEntries(decided), {
    ...{ IsYes: true, IsNo: false, Both: false, Either: true, IsOpen: null, OpenOrYes: true, OpenAndYes: null },
    ...{ NotOpen: null, Round: null, About: null, Odd: null, Missing: null },
  });
});

test('a branch that is taken stands in the place of its function; what is not known stays', async (t) => {
  const { decided, list } = await read(t);
  deepEqual(settled(list, decided).value, [2, { 'Fn::If': ['IsOpen', 4, 5] }, 6]);
  deepEqual(settled(list, decided, { left: 0 }).value, list.value);
});
