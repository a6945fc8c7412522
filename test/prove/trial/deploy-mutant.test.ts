import { deepEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import type { Home, Mutant } from '../../../scripts/prove/mutants/mutant.ts';
import { mutantsOf } from '../../../scripts/prove/mutants/mutants.ts';
import { mutated } from '../../../scripts/prove/trial/deploy-mutant.ts';
import { homeOf, policy, stackOf } from '../documents.ts';

const DOCUMENT = policy({ Effect: 'Allow', Action: ['a:b', 'c:d'], Resource: '*' });

function mutant(path: Home['path'], properties: Record<string, unknown>): Mutant {
  const stack = stackOf({ Role: { type: 'AWS::IAM::Role', properties, documents: [] } });
  return mutantsOf(homeOf(DOCUMENT, { path, stack }))[0] as Mutant;
}

const PATH = ['Policies', 1, 'PolicyDocument'];

function template(
  PolicyDocument: unknown,
  Policies: unknown = [{ PolicyName: 'a' }, { PolicyName: 'b', PolicyDocument }],
) {
  return {
    Description: 'd',
    Resources: { Role: { Type: 'AWS::IAM::Role', Properties: { Policies } }, Other: { Type: 'x' } },
  };
}

test('the document alone is another one', () => {
  const { value } = mutant(PATH, {});
  const before = template(DOCUMENT);
  deepEqual(mutated(before, mutant(PATH, {})), template(value));
  deepEqual(before, template(DOCUMENT));
});

test('where a condition stands on the way, the properties are those that it decided', () => {
  const settled = {
    RoleName: 'worker',
    Policies: [{ PolicyName: 'a' }, { PolicyName: 'b', PolicyDocument: DOCUMENT }],
  };
  const one = mutant(PATH, settled);
  const changed = mutated(template(null, { 'Fn::If': ['C', [], []] }), one) as ReturnType<typeof template>;
  const Policies = [{ PolicyName: 'a' }, { PolicyName: 'b', PolicyDocument: one.value }];
  deepEqual(changed.Resources.Role.Properties, { RoleName: 'worker', Policies });
});

test('what is not there cannot be changed', () => {
  throws(() => mutated({ Resources: {} }, mutant(PATH, {})), /the template has no Role/);
  throws(() => mutated(template(DOCUMENT), mutant(null, {})), /Role has no document to change/);
});
