import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countText, find, joined } from '../../../../../scripts/review/output/html/browser/find.ts';
import { covers } from '../../../../../scripts/review/output/html/browser/glob.ts';
import type { Page } from '../../../../../scripts/review/output/html/browser/page.ts';
import { graph, link, node } from '../graphs.ts';

const PAGE: Page = {
  ...graph(
    [
      node('lab/Role', { kind: 'principal', type: 'IAM Role', at: 'templates/lab.yaml:4' }),
      node('lab/Bucket', { kind: 'resource', type: 'S3 Bucket', at: 'templates/lab.yaml:9' }),
      node('any resource', { kind: 'any' }),
      node('lambda.amazonaws.com', { kind: 'service', type: 'AWS service' }),
    ],
    [
      link(0, 1, { actions: ['s3:Get*', 's3:PutObject'] }),
      link(0, 2, { actions: ['*'] }),
      link(3, 0, { actions: ['sts:AssumeRole'] }),
      link(3, 1, { actions: [], change: 'lost', changes: [0] }),
    ],
  ),
  changes: [
    {
      change: 'lost',
      audience: '',
      holder: '',
      actions: ['s3:DeleteObject'],
      resources: [],
      principals: [],
      request: '',
      context: [],
      where: null,
      link: 3,
    },
  ],
  boxes: [],
};

const found = (query: string) => {
  const { nodes, links } = find(PAGE, query);
  return [[...nodes], [...links]];
};

test('nodes are found by name, type and file, whatever the case', () => {
  deepEqual(found('bucket'), [[1], []]);
  deepEqual(found(' LAB/ '), [[0, 1], []]);
  deepEqual(found('lab.yaml:4'), [[0], []]);
  deepEqual(found('service'), [[3], []]);
});

test('links are found by actions: by a part of one, by one that a pattern covers, by one that was lost', () => {
  deepEqual(found('putobj'), [[], [0]]);
  deepEqual(found('s3:GetObject'), [[], [0, 1]]);
  deepEqual(found('sts:AssumeRole'), [[], [1, 2]]);
  deepEqual(found('s3:DeleteObject'), [[], [1, 3]]);
  // A part of an action is not covered by a pattern: `*` would be found by every word.
  deepEqual(found('assume'), [[], [2]]);
});

test('nothing is found by nothing', () => {
  deepEqual(found('  '), [[], []]);
  deepEqual(found('nobody'), [[], []]);
});

test('what is found is told in numbers', () => {
  equal(countText(PAGE, find(PAGE, 'lab')), '1 principal, 1 resource');
  equal(countText(PAGE, find(PAGE, 's3:GetObject')), '2 connections');
  equal(countText(PAGE, find(PAGE, 'a')), '2 principals, 2 resources, 1 connection');
  equal(countText(PAGE, find(PAGE, 'nobody')), 'Nothing found');
});

test('what is found is joined to what it reaches and is reached by', () => {
  const { nodes, links } = joined(PAGE, find(PAGE, 'lab/role'));
  deepEqual(
    [[...nodes].sort(), [...links]],
    [
      [0, 1, 2, 3],
      [0, 1, 2],
    ],
  );
  const byAction = joined(PAGE, find(PAGE, 'putobject'));
  deepEqual([[...byAction.nodes], [...byAction.links]], [[0, 1], [0]]);
});

test('a pattern covers what a regular expression of it matches', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '.'), maxLength: 8 });
  const property = fc.property(
    text,
    fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 }),
    (pattern, one) => {
      const source = pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.');
      equal(covers(pattern, one), new RegExp(`^${source}$`).test(one));
    },
  );
  fc.assert(property, { numRuns: 2_000 });
});

test('a pattern that is made to be slow is not', () => {
  equal(covers(`${'*a'.repeat(2_000)}b`, 'a'.repeat(4_000)), false);
});
