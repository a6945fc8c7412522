import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import type { Rule } from '../../../scripts/review/model.ts';
import { sarif, type Tool } from '../../../scripts/review/output/sarif.ts';
import { RULES } from '../../../scripts/review/rules/index.ts';
import { change, finding, HOSTILE, PUBLIC, report, reportOf } from './report.ts';

interface Result {
  ruleId: string;
  ruleIndex: number;
  level: string;
  message: { text: string };
  locations: {
    physicalLocation: {
      artifactLocation: { uri: string; uriBaseId: string };
      region: { startLine: number; startColumn: number };
    };
  }[];
  partialFingerprints: { primaryLocationLineHash: string };
  suppressions: { kind: string }[];
}

interface Descriptor {
  id: string;
  shortDescription: { text: string };
  fullDescription: { text: string };
  help: { text: string; markdown: string };
  defaultConfiguration: { level: string };
  properties: { tags: string[] };
}

interface Run {
  tool: { driver: { name: string; semanticVersion: string; rules: Descriptor[] } };
  invocations: {
    executionSuccessful: boolean;
    toolExecutionNotifications?: { level: string; message: { text: string } }[];
  }[];
  results: Result[];
}

const RULE: Rule = {
  id: 'wildcard-action',
  code: 'PASS_ROLE',
  severity: 'error',
  summary: 'An Allow of `*`',
  why: 'Too much_',
  check: { of: 'document', look: () => [] },
};
const TOOL: Tool = {
  version: '1.2.3',
  locate: () => ({ file: 'templates/a.yaml', line: 2, column: 3 }),
};

function runOf(...[told, rules = [RULE], tool = TOOL]: [Parameters<typeof sarif>[0], Rule[]?, Tool?]): Run {
  const log = sarif(told, rules, tool) as { version: string; runs: Run[] };
  equal(log.version, '2.1.0');
  equal(log.runs.length, 1);
  return log.runs[0] as Run;
}

test('the document of one finding', () => {
  const [gained, ...others] = runOf(report()).tool.driver.rules;
  equal(gained?.id, 'gained-access');
  deepEqual(sarif(report({ findings: [finding({ suppressed: true })] }), [RULE], TOOL), {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Stackwarden', semanticVersion: '1.2.3', rules: [gained, ...others] } },
        invocations: [{ executionSuccessful: true }],
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The folder that is reviewed.' } } },
        columnKind: 'utf16CodeUnits',
        results: [
          {
            ruleId: 'wildcard-action',
            ruleIndex: 1,
            level: 'error',
            message: { text: 's3:* allows every action of the service; list the actions that are called' },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: 'templates/a.yaml', uriBaseId: '%SRCROOT%' },
                  region: { startLine: 3, startColumn: 13 },
                },
              },
            ],
            partialFingerprints: { primaryLocationLineHash: `${'f'.repeat(32)}:1` },
            suppressions: [{ kind: 'inSource' }],
          },
        ],
      },
    ],
  });
  deepEqual(others, [
    {
      id: 'wildcard-action',
      shortDescription: { text: 'An Allow of `*`' },
      fullDescription: { text: 'Too much_' },
      help: { text: 'An Allow of `*`\n\nToo much_', markdown: '**An Allow of \\`\\*\\`**\n\nToo much\\_' },
      defaultConfiguration: { level: 'error' },
      properties: { tags: ['security', 'iam', 'access-analyzer/PASS_ROLE'] },
    },
  ]);
});

test('gained access is a result where its policies are; lost access is none', () => {
  const { results } = runOf(report({ access: [PUBLIC, change(), change({ change: 'lost' })] }));
  deepEqual(
    results.map(({ ruleId, ruleIndex, level, message }) => [ruleId, ruleIndex, level, message.text.split(';')[0]]),
    [
      ['gained-access', 0, 'warning', 'a/BucketPolicy gains s3:GetObject on arn:aws:s3:::b/* by * (public)'],
      ['gained-access', 0, 'warning', 'a/Role gains s3:PutObject on arn:aws:s3:::b/*'],
    ],
  );
  deepEqual(results[0]?.locations[0]?.physicalLocation.region, { startLine: 2, startColumn: 3 });
  ok(
    results[0]?.partialFingerprints.primaryLocationLineHash !== results[1]?.partialFingerprints.primaryLocationLineHash,
  );
});

test('gained access without a place is told of the run', () => {
  const run = runOf(report({ access: [change()] }), [RULE], { ...TOOL, locate: () => null });
  deepEqual(run.results, []);
  match(run.invocations[0]?.toolExecutionNotifications?.[0]?.message.text ?? '', /^a\/Role gains s3:PutObject/);
});

test('equal fingerprints of one file are told apart, and levels are of the finding', () => {
  const findings = [finding(), finding({ line: 9, severity: 'suggestion' }), finding({ file: 'b c/ü:#%.yaml' })];
  const { results } = runOf(report({ findings }));
  deepEqual(
    results.map(({ level, partialFingerprints }) => [level, partialFingerprints.primaryLocationLineHash.slice(32)]),
    [
      ['error', ':1'],
      ['note', ':2'],
      ['error', ':1'],
    ],
  );
  equal(results[2]?.locations[0]?.physicalLocation.artifactLocation.uri, 'b%20c/%C3%BC%3A%23%25.yaml');
});

test('a finding of no rule gets one', () => {
  const run = runOf(report({ findings: [finding({ rule: 'unreadable-file' })] }));
  equal(run.tool.driver.rules[run.results[0]?.ruleIndex ?? 0]?.id, 'unreadable-file');
});

test('of more than GitHub takes, the errors and what was gained stay', () => {
  const findings = Array.from({ length: 25_010 }, (_, line) =>
    finding({ line, severity: line < 20 ? 'warning' : 'error' }),
  );
  const run = runOf(report({ findings, access: [change()] }));
  equal(run.results.length, 25_000);
  equal(run.results[0]?.ruleId, 'gained-access');
  equal(run.results.filter(({ level }) => level === 'error').length, 24_990);
  match(run.invocations[0]?.toolExecutionNotifications?.[0]?.message.text ?? '', /^11 results are left out/);
});

test('every rule has what a descriptor needs, once', () => {
  const { rules } = runOf(report(), [...RULES]).tool.driver;
  equal(rules.length, RULES.length + 1);
  equal(new Set(rules.map(({ id }) => id)).size, rules.length);
  for (const { id, shortDescription, fullDescription, help, defaultConfiguration, properties } of rules) {
    match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/);
    for (const text of [shortDescription.text, fullDescription.text, help.text, help.markdown]) ok(text.length > 0, id);
    ok(shortDescription.text.length <= 1024 && fullDescription.text.length <= 1024, id);
    ok(['error', 'warning', 'note'].includes(defaultConfiguration.level));
    equal(new Set(properties.tags).size, properties.tags.length);
    ok(properties.tags.length <= 20);
  }
});

for (const [index, text] of HOSTILE.entries()) {
  test(`hostile text ${index} makes no links and keeps a valid address`, () => {
    const { results } = runOf(reportOf(`${text}\ud800`));
    equal(results.length, 3);
    for (const { message, locations } of results) {
      doesNotMatch(message.text, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\]\(/u);
      const { uri } = locations[0]?.physicalLocation.artifactLocation ?? { uri: '' };
      match(uri, /^(?:[A-Za-z0-9/_.!~*'()-]|%[0-9A-F]{2})+$/);
    }
  });
}
