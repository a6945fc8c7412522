import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { naivelyAllowed } from '../../scripts/bench/iam/naive.ts';
import { builtInCases } from '../../scripts/bench/iam/pairs.ts';
import { builtInRequests } from '../../scripts/bench/iam/requests.ts';
import { comparisonCase } from '../../scripts/iam/cases.ts';
import { compilePolicies, decide, type Policies } from '../../scripts/iam/decide/evaluate.ts';

function statementsIn({ identityPolicies, resourcePolicy, permissionBoundary, scps }: Policies) {
  const documents = [...identityPolicies, resourcePolicy, permissionBoundary, ...scps.flat()];
  return documents.flatMap((document) => document?.statements ?? []);
}

test('the engine and its naive peer answer the built-in requests alike, with each of the decisions', () => {
  const decisions = new Set<string>();
  for (const { policies, requests } of builtInRequests()) {
    const compiled = compilePolicies(policies);
    for (const request of requests) {
      const { decision } = decide(request, compiled);
      decisions.add(decision);
      equal(naivelyAllowed(request, policies), decision === 'Allowed', JSON.stringify(request));
    }
  }
  deepEqual([...decisions].sort(), ['Allowed', 'ExplicitlyDenied', 'ImplicitlyDenied']);
});

test('the built-in comparisons are alike in every run', () => {
  deepEqual(builtInCases(), builtInCases());
});

test('the built-in comparisons have every kind of policy, ten statements a side and many operators', () => {
  const sides = builtInCases().map(({ value }) => comparisonCase(value).before);
  ok(sides.length >= 100);
  const statements = sides.flatMap(statementsIn);
  const mean = statements.length / sides.length;
  ok(mean > 8 && mean < 12, `${mean} statements a side`);
  for (const has of [
    ({ resourcePolicy }: Policies) => resourcePolicy !== null,
    ({ permissionBoundary }: Policies) => permissionBoundary !== null,
    ({ scps }: Policies) => scps.length > 0,
  ]) {
    ok(sides.some(has) && !sides.every(has));
  }
  const operators = statements.flatMap(({ conditions }) =>
    conditions.map(({ operator, negated, quantifier }) => `${quantifier}:${negated}:${operator}`),
  );
  ok(new Set(operators).size >= 15);
});

test('most of the changes change something', () => {
  const pairs = builtInCases().map(({ value }) => comparisonCase(value));
  const changed = pairs.filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after));
  ok(changed.length > pairs.length * 0.8);
});
