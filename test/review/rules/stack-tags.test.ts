import { deepEqual } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { functionWithoutTags } from '../../../scripts/review/rules/function-without-tags.ts';
import { reviewed } from '../../access/read/fixture.ts';
import { check } from './cases.ts';

const FUNCTION = JSON.stringify({ Resources: { F: { Type: 'AWS::Lambda::Function', Properties: {} } } });
const environment = (tags: string, stack = 'a: {}') => `region: eu-west-1\nprefix: x\n${tags}stacks:\n  ${stack}\n`;
const TAGS = 'tags:\n  Project: x\n';

async function untagged(t: TestContext, environments: Record<string, string>): Promise<string[]> {
  const files = Object.entries(environments).map(([name, text]) => [`templates/environments/${name}.yaml`, text]);
  const all = await reviewed(t, { 'templates/a.json': FUNCTION, ...Object.fromEntries(files) });
  return check(all, [functionWithoutTags]).map(({ logicalId }) => logicalId ?? '');
}

test('what a stack is tagged with in every environment, its functions have', async (t) => {
  deepEqual(await untagged(t, {}), ['F']);
  deepEqual(await untagged(t, { dev: environment(TAGS) }), []);
  deepEqual(await untagged(t, { dev: environment(TAGS), prod: environment('') }), ['F']);
  deepEqual(await untagged(t, { dev: environment(TAGS), prod: environment('tags:\n  Other: x\n') }), ['F']);
});

test('an environment that does not deploy the stack does not matter', async (t) => {
  const skipped = environment('', "a: {skip: 'not there'}");
  deepEqual(await untagged(t, { dev: environment(TAGS), local: skipped }), []);
  deepEqual(await untagged(t, { dev: environment(TAGS, 'b: {}') }), ['F']);
});
