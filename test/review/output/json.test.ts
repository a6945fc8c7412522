import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { jsonDocument } from '../../../scripts/review/output/json.ts';
import { change, finding, PUBLIC, report } from './report.ts';

const { witness } = change();

const DOCUMENT = {
  formatVersion: 1,
  findings: [
    {
      rule: 'wildcard-action',
      code: null,
      severity: 'error',
      message: 's3:* allows every action of the service',
      fix: 'list the actions that are called',
      file: 'templates/a.yaml',
      line: 3,
      column: 13,
      logicalId: 'Role',
      statement: 0,
      fingerprint: 'f'.repeat(32),
      suppressed: false,
    },
  ],
  access: [
    {
      principal: 'a/BucketPolicy',
      change: 'gained',
      actions: ['s3:GetObject'],
      resources: ['arn:aws:s3:::b/*'],
      principals: ['*'],
      witness,
    },
    {
      principal: 'a/Role',
      change: 'lost',
      actions: ['s3:PutObject'],
      notActions: ['s3:A'],
      resources: ['arn:aws:s3:::b/*'],
      notResources: ['r'],
      witness,
    },
  ],
  undecided: [{ principal: 'p', actions: ['a'], resources: ['b'], reason: 'r' }],
  unresolved: [{ file: 'f', line: 2, expression: 'e', reason: 'r' }],
  summary: {
    files: 3,
    templates: 1,
    documents: 2,
    ignored: [],
    unreadable: 0,
    findings: { error: 1, warning: 0, suggestion: 0 },
    suppressed: 0,
    unchanged: 4,
  },
  base: 'main',
};

test('the keys and their order are those of the format', () => {
  const text = JSON.stringify(
    jsonDocument(
      report({
        findings: [finding()],
        access: [PUBLIC, change({ change: 'lost', notActions: ['s3:A'], notResources: ['r'] })],
        undecided: [{ principal: 'p', reason: 'r', actions: ['a'], resources: ['b'] }],
        unresolved: [{ reason: 'r', expression: 'e', line: 2, file: 'f' }],
      }),
    ),
  );
  equal(text, JSON.stringify(DOCUMENT));
});

test('what only the outputs need is not in it', () => {
  const document = jsonDocument(report({ base: null }));
  deepEqual(Object.keys(document), [
    'formatVersion',
    'findings',
    'access',
    'undecided',
    'unresolved',
    'summary',
    'base',
  ]);
});
