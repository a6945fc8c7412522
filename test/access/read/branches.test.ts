import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { documentsOf, reviewed, statementsOf } from './fixture.ts';

async function statements(t: Parameters<typeof reviewed>[0], document: string): Promise<unknown[]> {
  const text = `
Conditions: {Prod: !Equals [a, b], Wide: !Equals [c, d]}
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: ${document}
`;
  return documentsOf(await reviewed(t, { 'a.yaml': text })).flatMap(statementsOf);
}

test('statements of both branches stand beside each other', async (t) => {
  const found = await statements(
    t,
    `{Statement: [!If [Prod, {Effect: Allow, Action: a, Resource: b}, {Effect: Deny, Action: c, Resource: d}], {Effect: Allow, Action: e, Resource: f}]}`,
  );
  deepEqual(
    found.map((statement) => (statement as { Action: string }).Action),
    ['a', 'c', 'e'],
  );
});

test('lists of statements in branches are joined', async (t) => {
  const statement = '{Effect: Allow, Action: a, Resource: b}';
  equal((await statements(t, `{Statement: !If [Prod, [${statement}, ${statement}], [${statement}]]}`)).length, 3);
});

test('actions and resources of both branches are one list', async (t) => {
  deepEqual(
    await statements(t, `{Statement: [{Effect: Allow, Action: !If [Prod, a, [b, c]], Resource: !If [Prod, '*', x]}]}`),
    [{ Effect: 'Allow', Action: ['a', 'b', 'c'], Resource: ['*', 'x'] }],
  );
});

test('where a list would say something else, the statement stands there once for each way', async (t) => {
  deepEqual(
    await statements(t, `{Statement: [{Effect: !If [Prod, Deny, Allow], NotAction: !If [Prod, a, b], Resource: '*'}]}`),
    [
      { Effect: 'Deny', NotAction: 'a', Resource: '*' },
      { Effect: 'Allow', NotAction: 'b', Resource: '*' },
    ],
  );
});

test('a condition block that is there in one branch only makes two statements', async (t) => {
  const condition = `!If [Prod, {Bool: {'aws:SecureTransport': 'true'}}, !Ref 'AWS::NoValue']`;
  deepEqual(await statements(t, `{Statement: {Effect: Allow, Action: a, Resource: b, Condition: ${condition}}}`), [
    { Effect: 'Allow', Action: 'a', Resource: 'b', Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
    { Effect: 'Allow', Action: 'a', Resource: 'b' },
  ]);
});

test('a document in each branch is a document each', async (t) => {
  const document = '{Statement: [{Effect: Allow, Action: a, Resource: b}]}';
  equal((await statements(t, `!If [Prod, ${document}, ${document}]`)).length, 2);
});
