import { deepEqual, equal } from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readForReview } from '../../../scripts/access/read/read.ts';
import { checkAll } from '../../../scripts/review/check.ts';
import type { Check, Rule, RuleFinding, Surroundings } from '../../../scripts/review/model.ts';
import { folder } from './fixture.ts';

const ROLE = (action: string) => `Resources:
  Role:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: {Statement: [{Effect: Allow, Action: '${action}', Resource: '*'}]}
`;

interface Counted {
  rule: Rule;
  looks: number;
}

function counted(id: string, of: 'document' | 'resource', message: (all: Surroundings) => string): Counted {
  const found: Counted = {
    looks: 0,
    rule: { ...{ id, code: null, severity: 'warning', summary: '', why: '' }, check: null as never },
  };
  const look = (one: { at(path: []): RuleFinding['at'] }, all: Surroundings): RuleFinding[] => {
    found.looks++;
    return [{ message: message(all), fix: '', at: one.at([]), logicalId: null, statement: null }];
  };
  found.rule = { ...found.rule, check: { of, look } as Check };
  return found;
}

async function setUp(t: TestContext) {
  const root = await folder(t, { 'a.yaml': ROLE('s3:GetObject'), 'b.yaml': ROLE('s3:PutObject') });
  const cache = join(await folder(t, {}), 'cache');
  const rules = [
    counted('alone', 'document', () => 'document'),
    counted('resource', 'resource', ({ catalog }) => typeof catalog),
    counted('others', 'document', ({ reviewed }) =>
      JSON.stringify(reviewed.templates.map(({ documents }) => documents[0]?.value)),
    ),
  ];
  const check = async (from: string | null = cache) => {
    for (const rule of rules) rule.looks = 0;
    const reviewed = await readForReview(root, { cache: from });
    const found = checkAll(
      reviewed,
      rules.map(({ rule }) => rule),
      { reviewed, catalog: {} } as Surroundings,
    );
    return { found, looks: rules.map(({ looks }) => looks) };
  };
  return { root, check };
}

test('what depends on a template alone is looked at once, what asks for others in each run', async (t) => {
  const { check } = await setUp(t);
  const expected = await check(null);
  deepEqual(expected.looks, [2, 2, 2]);
  deepEqual(await check(), expected);
  const again = await check();
  deepEqual(again.found, expected.found);
  deepEqual(again.looks, [0, 0, 2]);
});

test('a change of one template is seen in it and by those that ask for it', async (t) => {
  const { root, check } = await setUp(t);
  await check();
  await writeFile(join(root, 'b.yaml'), ROLE('s3:DeleteObject'));
  const { found, looks } = await check();
  deepEqual(looks, [1, 1, 2]);
  deepEqual(found, (await check(null)).found);
  equal(found.filter(({ message }) => message.includes('s3:DeleteObject')).length, 2);
});

test('a place that moves is another place, though the document stays', async (t) => {
  const { root, check } = await setUp(t);
  await check();
  await writeFile(join(root, 'b.yaml'), `# moved\n${ROLE('s3:PutObject')}`);
  const { found } = await check();
  deepEqual(found, (await check(null)).found);
});
