import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { besideOf } from '../../../../../scripts/review/output/html/data/beside.ts';
import type { PageData } from '../../../../../scripts/review/output/html/data/model.ts';
import { pageData } from '../../../../../scripts/review/output/html/data/page-data.ts';
import { change, PUBLIC } from '../../report.ts';
import { dataOf, FILES, traced } from '../repository.ts';

const named = ({ nodes, links }: PageData) =>
  links.map(({ from, to, label, change: what }) => [nodes[from]?.label, nodes[to]?.label, label, what]);

test('nodes are told apart by what they are', async (t) => {
  const { nodes } = await dataOf(t);
  deepEqual(
    nodes.map(({ label, name, kind, type, group, at }) => [label, name, kind, type, group, at]),
    [
      ['a/Bucket', 'Bucket', 'resource', 'S3 Bucket', 'a', 'templates/a.yaml:26'],
      ['a/Role', 'Role', 'principal', 'IAM Role', 'a', 'templates/a.yaml:4'],
      ['a/TableName', 'TableName', 'pattern', 'by parameter', 'a', null],
      ['any resource', 'any resource', 'any', '', '', null],
      ['lambda.amazonaws.com', 'lambda', 'service', 'AWS service', '', null],
      ['policies/alone.json', 'policies/alone.json', 'document', 'document', '', null],
      ['sqs q', 'q', 'pattern', 'sqs', '', null],
    ],
  );
});

test('callers from outside', async (t) => {
  const principal = (text: string) => `{Effect: Allow, Principal: ${text}, Action: 'sts:AssumeRole'}`;
  const callers = [
    "'*'",
    "{AWS: '444455556666'}",
    '{AWS: "arn:aws:iam::444455556666:user/A"}',
    '{Federated: login.example}',
  ];
  const { nodes } = await dataOf(t, {
    'templates/a.yaml': `Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [${callers.map(principal).join(', ')}]
`,
  });
  deepEqual(
    nodes.map(({ label, kind }) => [label, kind]),
    [
      ['a/Role', 'principal'],
      ['account 444455556666', 'account'],
      ['everyone', 'everyone'],
      ['login.example', 'outside'],
      ['user/A of account 444455556666', 'account'],
    ],
  );
});

test('a statement is told with its place, its limits and its conditions', async (t) => {
  const { nodes, links, statements } = await dataOf(t);
  const role = nodes.findIndex(({ label }) => label === 'a/Role');
  const bucket = nodes.findIndex(({ label }) => label === 'a/Bucket');
  const link = links.find(({ from, to }) => from === role && to === bucket);
  deepEqual(
    link?.statements.map((id) => statements[id]),
    [
      {
        effect: 'Allow',
        at: 'templates/a.yaml:15',
        policy: '',
        sid: 'Write',
        actions: ['s3:PutObject', 's3:GetObject'],
        resources: ['arn:${AWS::Partition}:s3:::${Bucket}/*'],
        principals: [],
        conditions: ['StringEquals s3:x-amz-acl = private or public', 'Bool aws:SecureTransport = true'],
      },
    ],
  );
  deepEqual(
    [link?.actions, link?.isPart, link?.label],
    [['s3:GetObject', 's3:PutObject'], true, 's3: PutObject, GetObject, in part'],
  );
  const admin = statements.find(({ policy }) => policy === 'AdministratorAccess');
  deepEqual([admin?.at, admin?.actions], [null, ['*']]);
});

test('what denies and limits stands with whom it is about', async (t) => {
  const { nodes, statements } = await dataOf(t);
  const told = nodes.filter(({ denials, notes }) => denials.length + notes.length > 0);
  deepEqual(
    told.map(({ label, denials }) => [label, denials.map((id) => statements[id])]),
    [
      [
        'a/Bucket',
        [
          {
            effect: 'Deny',
            at: 'templates/a.yaml:34',
            policy: '',
            sid: 'Tls',
            actions: ['s3:*'],
            resources: ['arn:${AWS::Partition}:s3:::${Bucket}/*'],
            principals: ['*'],
            conditions: [],
          },
        ],
      ],
      [
        'a/Role',
        [
          {
            effect: 'Deny',
            at: 'templates/a.yaml:20',
            policy: '',
            sid: '',
            actions: ['all but s3:*'],
            resources: ['all but *'],
            principals: [],
            conditions: [],
          },
        ],
      ],
    ],
  );
  deepEqual(told[1]?.notes, [
    'Its permissions boundary limits it: arn:aws:iam::111122223333:policy/limit',
    'It also has what is not known here: arn:aws:iam::aws:policy/Unknown',
  ]);
});

test('what changed between two is told as one link, with each change', async (t) => {
  const access = [
    PUBLIC,
    change({ principal: 'a/Role', actions: ['s3:PutObject'], resources: ['${Bucket.Arn}/*'] }),
    change({ principal: 'a/Role', change: 'lost', actions: ['s3:DeleteObject'], resources: ['${Bucket.Arn}/*'] }),
    change({
      principal: 'a/Role',
      change: 'lost',
      actions: ['kms:Decrypt'],
      resources: ['arn:aws:kms:*:*:key/k'],
      branch: 'true',
    }),
  ];
  const data = await dataOf(t, FILES, access);
  deepEqual(named(data).slice(0, 4), [
    ['everyone', 's3 b', 's3: GetObject', 'gained'],
    ['a/Role', 'a/Bucket', 's3: PutObject, GetObject', 'both'],
    ['a/Role', 'kms key/k', 'kms: Decrypt', 'lost'],
    ['a/Role', 'a/TableName', 'dynamodb: GetItem', null],
  ]);
  deepEqual(
    data.links.slice(0, 3).map(({ actions, changes }) => [actions, changes]),
    [
      [['s3:GetObject'], [0]],
      [
        ['s3:GetObject', 's3:PutObject'],
        [1, 2],
      ],
      [[], [3]],
    ],
  );
  deepEqual(
    data.changes.map(({ audience, link, where }) => [audience, link, where]),
    [
      ['public', 0, null],
      ['', 1, null],
      ['', 1, null],
      ['', 2, 'where the conditions of the templates are true'],
    ],
  );
  equal(data.changes[1]?.request, 's3:PutObject arn:aws:s3:::b/example by arn:aws:iam::${AWS::AccountId}:role/Role');
});

test('what no browser could draw is left out, those that changed last of all, and counted', async (t) => {
  const known = await traced(t, {});
  const grant = { actions: new Set(['s3:GetObject']), isPart: false, statements: [], changes: [] };
  const edges = Array.from({ length: 4_100 }, (_, id) => ({
    ...grant,
    from: 'a',
    to: `b${id}`,
    label: '',
    change: null,
  }));
  const first = { ...grant, from: 'new', to: 'b', label: '', change: 'gained' as const };
  const { links, leftOut, nodes } = pageData({ ...known, edges: [first, ...edges] });
  deepEqual([links.length, leftOut, nodes.length], [4_000, 101, 4_002]);
  equal(links[0]?.change, 'gained');
});

test('a change that no link shows has none', async (t) => {
  const known = await traced(t, {}, [change()]);
  equal(pageData({ ...known, edges: [] }).changes[0]?.link, null);
});

test('a condition that is not known, and a statement of no shape', async (t) => {
  const statement = (more: string) => `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", ${more}}`;
  const conditions = async (text: string) => {
    const file = `{"Statement": [null, "x", ${statement(`"Condition": ${text}`)}]}`;
    return (await dataOf(t, { 'policies/p.json': file })).statements[0]?.conditions;
  };
  deepEqual(await conditions('"${Later}"'), ['a condition that is not known before deploying']);
  deepEqual(await conditions('{"Null": "x", "Bool": {"k": {"a": 1}}}'), ['Bool k = {"a":1}']);
});

test('resources that no connection names are told beside the graph', async (t) => {
  const { known, ...rest } = await traced(t, FILES);
  const { nodes } = pageData({ known, ...rest });
  deepEqual(besideOf(known, nodes), [
    { label: 'a/Policy', type: 'AWS::S3::BucketPolicy', at: 'templates/a.yaml:28' },
    { label: 'a/Topic', type: 'AWS::SNS::Topic', at: 'templates/a.yaml:35' },
  ]);
});
