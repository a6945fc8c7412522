import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { expectedPrincipal } from '../../../scripts/deployment/readback/attachments.ts';
import type { ComparedPrincipal } from '../../../scripts/deployment/readback/drift.ts';
import type { ExpectedStack } from '../../../scripts/deployment/readback/expected.ts';
import { unusedGrants } from '../../../scripts/review/live/last-accessed.ts';
import { reviewed } from '../../access/read/fixture.ts';
import { ACCOUNT, type FakeAws, fakeAws, type Handlers } from './fake-aws.ts';
import { allow, newAsking, role, template } from './fixture.ts';

const NOW = Date.parse('2026-06-01T00:00:00Z');
const daysAgo = (days: number) => new Date(NOW - days * 24 * 60 * 60_000);
const SINCE = '2026-01-01T00:00:00Z';

const member = (fields: Record<string, string>) =>
  `<member>${Object.entries(fields)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('')}</member>`;
const service = (namespace: string, last: string | null, actions = '') =>
  member({
    ...{ ServiceName: `Amazon ${namespace}`, ServiceNamespace: namespace },
    ...(last ? { LastAuthenticated: last } : {}),
    ...(actions ? { TrackedActionsLastAccessed: actions } : {}),
  });
const done = (services: string, more = '') =>
  `<JobStatus>COMPLETED</JobStatus><JobCompletionDate>${SINCE}</JobCompletionDate><JobCreationDate>${SINCE}</JobCreationDate><ServicesLastAccessed>${services}</ServicesLastAccessed>${more}`;
const running = `<JobStatus>IN_PROGRESS</JobStatus><JobCreationDate>${SINCE}</JobCreationDate>`;
const job = () => '<JobId>j</JobId>';

async function principals(t: TestContext, { clients }: FakeAws, days: number): Promise<ComparedPrincipal[]> {
  const R = role([allow('sqs:*'), allow(['s3:GetObject', 's3:PutObject'])]);
  const head = await reviewed(t, { 'templates/a.json': template({ R }) });
  const [found] = head.templates;
  const [resource] = found?.resources ?? [];
  if (!found || !resource) throw new Error('the role was not read');
  const deployed = {
    stack: 'a',
    name: 'p-a',
    id: 'p-a',
    clients,
    parameters: new Map(),
    resources: [],
    exports: new Map(),
  };
  const { file, resources, documents } = found;
  const stack: ExpectedStack = { deployed, file, hasMacro: false, names: new Set(), resources, documents };
  const arn = `arn:aws:iam::${ACCOUNT}:role/r`;
  const held = { arn, trust: null, boundary: null, created: daysAgo(days), inline: [], attached: [] };
  return [{ stack, resource, physical: 'r', expected: expectedPrincipal([stack], resource, 'r'), deployed: held }];
}

async function unused(t: TestContext, handlers: Handlers, days = 200) {
  const aws = await fakeAws(t, handlers);
  const asking = newAsking();
  let now = NOW;
  const clock = {
    now: () => now,
    async sleep(ms: number) {
      now += ms;
    },
  };
  const findings = await unusedGrants(await principals(t, aws, days), asking, clock);
  return { findings, notes: asking.notes(), calls: aws.calls };
}

test('services and actions that were never used are suggestions at the statement that grants them', async (t) => {
  const tracked = `${member({ ActionName: 'GetObject', LastAccessedTime: SINCE })}${member({ ActionName: 'PutObject' })}`;
  const { findings, notes, calls } = await unused(t, {
    GenerateServiceLastAccessedDetails: job,
    GetServiceLastAccessedDetails: ({ Marker }, before) => {
      if (before < 2) return running;
      return Marker
        ? done(service('s3', SINCE, tracked))
        : done(service('sqs', null), '<IsTruncated>true</IsTruncated><Marker>m</Marker>');
    },
  });
  deepEqual(notes, []);
  deepEqual(
    findings.map(({ rule, severity, statement, logicalId }) => [rule, severity, statement, logicalId]),
    [
      ['unused-service', 'suggestion', 0, 'R'],
      ['unused-service', 'suggestion', 1, 'R'],
    ],
  );
  match(findings[0]?.message ?? '', /^a\/R \(r\) may use Amazon sqs \(sqs\) and never did/);
  match(findings[1]?.message ?? '', /^a\/R \(r\) never called s3:PutObject, /);
  deepEqual(calls[0]?.input.Granularity, 'ACTION_LEVEL');
});

test('a young role is not asked about', async (t) => {
  const { findings, notes, calls } = await unused(t, {}, 89);
  deepEqual([findings, calls], [[], []]);
  deepEqual(notes, ['1 of 1 roles are younger than 90 days: what they use is not looked at']);
});

test('a report that fails, or does not come, is noted', async (t) => {
  const failed = await unused(t, {
    GenerateServiceLastAccessedDetails: job,
    GetServiceLastAccessedDetails: () =>
      `<JobStatus>FAILED</JobStatus><Error><Code>Broken</Code><Message>no luck</Message></Error>`,
  });
  deepEqual(failed.notes, ['what r uses is not known: IAM could not make the report (Broken: no luck)']);
  const slow = await unused(t, {
    GenerateServiceLastAccessedDetails: job,
    GetServiceLastAccessedDetails: () => running,
  });
  deepEqual(slow.notes, ['what r uses is not known: IAM makes the report still, after 60 s']);
  ok(slow.calls.length < 30);
});

test('a call that is denied is noted with role and action', async (t) => {
  const { findings, notes } = await unused(t, {
    GenerateServiceLastAccessedDetails: () => ({ status: 403, code: 'AccessDenied', message: 'no' }),
  });
  deepEqual(findings, []);
  equal(notes.length, 1);
  match(
    notes[0] ?? '',
    /^iam:GenerateServiceLastAccessedDetails was not answered for r: arn:aws:sts::\d+:assumed-role\/review\/ci may not call it/,
  );
});
