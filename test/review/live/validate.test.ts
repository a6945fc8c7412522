import { deepEqual, equal, match } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { ReviewFinding } from '../../../scripts/review/check.ts';
import { validated } from '../../../scripts/review/live/validate.ts';
import { documentsOf, reviewed } from '../../access/read/fixture.ts';
import { type Answer, fakeAws, type Input } from './fake-aws.ts';
import { allow, brief, document, newAsking, PLACE, role, template } from './fixture.ts';

const FILE = 'templates/a.yaml';
const LINK = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html';

interface Said {
  type?: string;
  code: string;
  path: object[];
}

const says = (...all: Said[]) => ({
  findings: all.map(({ type = 'WARNING', code, path }) => ({
    findingDetails: `About ${code}.`,
    findingType: type,
    issueCode: code,
    learnMoreLink: LINK,
    locations: [{ path, span: { start: { line: 1, column: 0, offset: 0 }, end: { line: 1, column: 0, offset: 0 } } }],
  })),
});

const IN_STATEMENT = [{ value: 'Statement' }, { index: 0 }];
const ofIdentity = (input: Input, ...all: Said[]) => (input.policyType === 'IDENTITY_POLICY' ? says(...all) : says());

async function found(
  t: TestContext,
  resources: object,
  answer: (input: Input, before: number) => Answer,
  known: ReviewFinding[] = [],
) {
  const aws = await fakeAws(t, { '/policy/validation': answer });
  const head = await reviewed(t, { [FILE]: template(resources) });
  const asking = newAsking();
  const findings = await validated(aws.clients, head, known, PLACE, asking);
  return { head, findings, notes: asking.notes(), inputs: aws.calls.map(({ input }) => input) };
}

test('what AWS says becomes a finding with its code, severity and place', async (t) => {
  const R = role([allow('s3:GetObject', ['arn:aws:s3:::a/*', 'arn:aws:s3:::b/*'])]);
  const { head, findings } = await found(t, { R }, (input) =>
    ofIdentity(
      input,
      { type: 'ERROR', code: 'INVALID_ARN', path: [...IN_STATEMENT, { value: 'Resource' }, { index: 1 }] },
      { type: 'SECURITY_WARNING', code: 'PASS_ROLE', path: [...IN_STATEMENT, { key: 'Resource' }] },
      { type: 'SUGGESTION', code: 'EMPTY', path: IN_STATEMENT },
      { type: 'NEW_TYPE', code: 'NO_STATEMENT', path: [{ value: 'Version' }] },
      { code: 'NOWHERE', path: [] },
    ),
  );
  deepEqual(
    findings.map(({ code, severity, statement, logicalId }) => [code, severity, statement, logicalId]),
    [
      ['INVALID_ARN', 'error', 0, 'R'],
      ['PASS_ROLE', 'warning', 0, 'R'],
      ['EMPTY', 'suggestion', 0, 'R'],
      ['NO_STATEMENT', 'warning', null, 'R'],
      ['NOWHERE', 'warning', null, 'R'],
    ],
  );
  const policy = documentsOf(head).find(({ kind }) => kind === 'identity');
  const [first, second] = findings;
  equal(first?.line, policy?.at(['Statement', 0, 'Resource', 1]).line);
  equal(second?.column, policy?.keyAt(['Statement', 0, 'Resource']).column);
  equal(first?.message, 'AWS says INVALID_ARN: About INVALID_ARN.');
  equal(first?.fix, `see ${LINK}`);
});

test('each kind of document is validated as what it is', async (t) => {
  const of = (Principal: unknown) => document({ ...allow('s3:GetObject', 'arn:aws:s3:::b/*'), Principal });
  const policy = (Type: string) => ({ Type: 'AWS::Organizations::Policy', Properties: { Type, Content: document() } });
  const { inputs } = await found(
    t,
    {
      R: role([allow('s3:GetObject')]),
      B: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: 'b', PolicyDocument: of('*') } },
      Q: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: ['q'], PolicyDocument: of({ AWS: '*' }) } },
      S: policy('SERVICE_CONTROL_POLICY'),
      C: policy('RESOURCE_CONTROL_POLICY'),
    },
    () => says(),
  );
  const kinds = inputs.map(({ policyType, validatePolicyResourceType: type }) => `${policyType} ${type ?? ''}`.trim());
  deepEqual(kinds.sort(), [
    'IDENTITY_POLICY',
    'RESOURCE_CONTROL_POLICY',
    'RESOURCE_POLICY',
    'RESOURCE_POLICY AWS::IAM::AssumeRolePolicyDocument',
    'RESOURCE_POLICY AWS::S3::Bucket',
    'SERVICE_CONTROL_POLICY',
  ]);
});

test('AWS gets texts that it takes in place of symbols, and what it says of a made-up ARN is not told', async (t) => {
  const Resource = [
    { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::${Bucket}-${AWS::AccountId}-${AWS::Region}/${!aws:username}' },
    { 'Fn::GetAtt': ['Unheard', 'Arn'] },
  ];
  const { findings, inputs } = await found(
    t,
    { Bucket: { Type: 'AWS::S3::Bucket' }, Unheard: { Type: 'AWS::New::Thing' }, R: role([allow('s3:*', Resource)]) },
    (input) =>
      ofIdentity(
        input,
        { code: 'MADE_UP', path: [...IN_STATEMENT, { value: 'Resource' }, { index: 1 }] },
        { code: 'TOLD', path: [...IN_STATEMENT, { value: 'Resource' }, { index: 0 }] },
      ),
  );
  deepEqual(
    findings.map(({ code }) => code),
    ['TOLD'],
  );
  const policy = JSON.parse(inputs.find(({ policyType }) => policyType === 'IDENTITY_POLICY')?.policyDocument ?? '{}');
  deepEqual(policy.Statement[0].Resource, [
    'arn:aws:s3:::bucket-111122223333-eu-west-1/${aws:username}',
    'arn:aws:iam::111122223333:role/unheard-arn',
  ]);
});

test('what a rule told already is not told again: the same code in the same statement', async (t) => {
  const R = role([allow('s3:GetObject'), allow('s3:PutObject')]);
  const answer = (input: Input) =>
    ofIdentity(
      input,
      { code: 'A', path: [...IN_STATEMENT, { value: 'Action' }] },
      { code: 'B', path: IN_STATEMENT },
      { code: 'A', path: [{ value: 'Statement' }, { index: 1 }] },
    );
  const { findings } = await found(t, { R }, answer);
  const [known] = findings;
  const again = await found(t, { R }, answer, [{ ...(known as ReviewFinding), rule: 'ours', line: 1 }]);
  deepEqual(
    again.findings.map(({ code, statement }) => [code, statement]),
    [
      ['B', 0],
      ['A', 1],
    ],
  );
  const elsewhere = await found(t, { R }, answer, [{ ...(known as ReviewFinding), file: 'other.yaml' }]);
  deepEqual(elsewhere.findings.map(brief), findings.map(brief));
});

test('answers of several pages are one, and equal documents are asked for once', async (t) => {
  const R = role([allow('s3:GetObject')]);
  const { findings, inputs } = await found(t, { R, S: R }, (input) =>
    input.nextToken
      ? says({ code: 'SECOND', path: [] })
      : {
          ...ofIdentity(input, { code: 'FIRST', path: [] }),
          ...(input.policyType === 'IDENTITY_POLICY' && { nextToken: 'n' }),
        },
  );
  deepEqual(
    findings.map(({ code, logicalId }) => `${code} ${logicalId}`),
    ['FIRST R', 'SECOND R', 'FIRST S', 'SECOND S'],
  );
  equal(inputs.length, 3);
});

test('denied or not known there: one note, and nothing else is asked', async (t) => {
  const many = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`R${n}`, role([allow(`s3:Get${n}`)])]));
  const denied = await found(t, many, () => ({ status: 403, code: 'AccessDeniedException', message: 'no' }));
  deepEqual(denied.findings, []);
  deepEqual(denied.notes, [
    'access-analyzer:ValidatePolicy was not answered: arn:aws:sts::111122223333:assumed-role/review/ci may not call it: allow it access-analyzer:ValidatePolicy',
  ]);
  equal(denied.inputs.length <= 4, true, `${denied.inputs.length} calls`);
  const unknown = await found(t, many, () => ({ status: 404, code: 'UnknownOperationException' }));
  match(unknown.notes.join('\n'), /^access-analyzer:ValidatePolicy was not answered: this region does not know it$/);
});
