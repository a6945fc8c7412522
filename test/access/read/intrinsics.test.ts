import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { documentsOf, probe, resolvedValue, reviewed, statementsOf } from './fixture.ts';

const PARAMETERS = `
Parameters:
  Star: {Type: String, Default: '*'}
  Stage: {Type: String, AllowedValues: [dev, prod]}
  Open: {Type: String, Default: none, AllowedValues: ['*', none]}
  Free: {Type: String}
  Empty: {Type: String, Default: ''}
  Names: {Type: CommaDelimitedList, Default: 'a, b'}
  Stored: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /some/name}
Mappings:
  Sizes: {dev: {Size: small, Count: 1}, prod: {Size: large, Count: 1}}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Bucket: {Type: 'AWS::S3::Bucket'}
  Named: {Type: 'AWS::S3::Bucket', Properties: {BucketName: !Sub 'logs-\${AWS::AccountId}'}}
  Role: {Type: 'AWS::IAM::Role', Properties: {Path: /team/, RoleName: worker}}
  Queue: {Type: 'AWS::SQS::Queue', Properties: {QueueName: jobs}}
  Topic: {Type: 'AWS::SNS::Topic'}
  Circle: {Type: 'AWS::S3::Bucket', Properties: {BucketName: !Ref Round}}
  Round: {Type: 'AWS::S3::Bucket', Properties: {BucketName: !Ref Circle}}
  Maybe: {Type: 'AWS::S3::Bucket', Properties: {BucketName: !If [IsProd, known, !Ref 'AWS::NoValue']}}
`;

/** What a value becomes. */
const VALUES: [written: string, becomes: unknown][] = [
  ['!Ref Star', '*'],
  ['!Ref Free', '${Free}'],
  ['!Ref Empty', '${Empty}'],
  ['!Ref Stage', '${Stage}'],
  ['[!Ref Stage]', ['dev', 'prod']],
  ['!Ref Names', ['a', 'b']],
  ['!Join [",", !Ref Names]', 'a,b'],
  ['!Ref Stored', '${Stored}'],
  ['!Ref Bucket', '${Bucket}'],
  ['!Ref Missing', '${Missing}'],
  ['!Ref AWS::Region', '${AWS::Region}'],
  ['{a: !Ref AWS::NoValue, b: 1}', { b: 1 }],
  ['[!Ref AWS::NoValue, x]', ['x']],
  ['!GetAtt Bucket.Arn', 'arn:${AWS::Partition}:s3:::${Bucket}'],
  ['{Fn::GetAtt: [Bucket, Arn]}', 'arn:${AWS::Partition}:s3:::${Bucket}'],
  ['{Fn::GetAtt: Bucket.Arn}', 'arn:${AWS::Partition}:s3:::${Bucket}'],
  ['!GetAtt Named.Arn', 'arn:${AWS::Partition}:s3:::logs-${AWS::AccountId}'],
  ['!Ref Named', 'logs-${AWS::AccountId}'],
  ['!GetAtt Role.Arn', 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/team/worker'],
  ['!GetAtt Role.RoleId', '${Role.RoleId}'],
  ['!Ref Queue', 'https://sqs.${AWS::Region}.${AWS::URLSuffix}/${AWS::AccountId}/jobs'],
  ['!GetAtt Queue.Arn', 'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:jobs'],
  ['!Ref Topic', 'arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${Topic}'],
  ['!Ref Maybe', '${Maybe}'],
  ['!Sub "${Bucket.Arn}/${Star}"', 'arn:${AWS::Partition}:s3:::${Bucket}/*'],
  ['!Sub "${!aws:username}/${AWS::StackName}"', '${aws:username}/${AWS::StackName}'],
  ['!Sub ["${Own}-${Free}", {Own: !Ref Names}]', '${Fn::Sub Own}-${Free}'],
  ['!Sub ["${Own}-${Free}", {Own: !Ref Star}]', '*-${Free}'],
  ['[!Sub "x-${Stage}"]', ['x-${Stage}']],
  ['[!Sub "x-${Open}"]', ['x-none', 'x-*']],
  ['!Join ["", ["arn:", !Ref AWS::Partition, ":s3:::", !Ref Bucket]]', 'arn:${AWS::Partition}:s3:::${Bucket}'],
  ['!Select [1, [a, b]]', 'b'],
  ['!Select ["1", !Split ["-", a-b-c]]', 'b'],
  ['!Select [5, !Split [":", !GetAtt Bucket.Arn]]', '${Bucket}'],
  ['!Split ["-", !Ref Free]', '${Fn::Split [ - ,{ Ref : Free }]}'],
  ['!FindInMap [Sizes, dev, Size]', 'small'],
  ['!FindInMap [Sizes, !Ref Stage, Count]', 1],
  ['[!FindInMap [Sizes, !Ref Stage, Size]]', ['small', 'large']],
  ['!FindInMap [Sizes, other, Size, {DefaultValue: none}]', 'none'],
  ['!If [IsProd, a, b]', ['a', 'b']],
  ['!If [IsProd, a, !Ref AWS::NoValue]', 'a'],
  ['[x, !If [IsProd, [a, b], c]]', ['x', 'a', 'b', 'c']],
  ['!If [IsProd, !If [IsProd, a, never], b]', ['a', 'b']],
  ['!Base64 text', 'dGV4dA=='],
  ['!Length [a, b]', 2],
  ['!Length {Ref: Names}', 2],
  ['!ToJsonString {a: !Ref Star}', '{"a":"*"}'],
  ['{Fn::ForEach::Loop: [X, [a, b], {"Key${X}": !Ref X}]}', { Keya: 'a', Keyb: 'b' }],
];

for (const [written, becomes] of VALUES) {
  test(`${written} becomes ${JSON.stringify(becomes)}`, async (t) => {
    const value = await resolvedValue(t, written, PARAMETERS);
    if (written.startsWith('!Split')) ok(typeof value === 'string' && value.startsWith('${Fn::Split'));
    else deepEqual(value, becomes);
  });
}

test('names that refer to each other end', async (t) => {
  match(String(await resolvedValue(t, '!Ref Circle', PARAMETERS)), /^\$\{(Circle|Round)\}$/);
});

test('what stays symbolic is listed with file, line, expression and reason', async (t) => {
  const { unresolved } = await probe(t, '!Sub "${Free}-${Missing.Arn}"', PARAMETERS);
  const line = Math.max(...unresolved.map((one) => one.line));
  const listed = unresolved.filter((one) => one.line === line).map(({ expression }) => expression);
  deepEqual(listed, ['!Ref Free', '!GetAtt Missing.Arn']);
  ok(unresolved.every(({ file, reason }) => file === 'template.yaml' && reason !== ''));
});

test('a pseudo parameter and a resource of the template are not unresolved', async (t) => {
  const { unresolved } = await probe(t, '!Sub "${Bucket.Arn}-${AWS::AccountId}-${Topic}"', PARAMETERS);
  deepEqual(
    unresolved.filter(({ expression }) => !expression.includes('Circle') && !expression.includes('Round')),
    [],
  );
});

test('a loop over resources writes them out', async (t) => {
  const all = await reviewed(t, {
    'loop.yaml': `
Transform: AWS::LanguageExtensions
Parameters:
  Names: {Type: CommaDelimitedList, Default: 'c,d'}
Resources:
  Fn::ForEach::Topics:
    - Name
    - [a, b-1]
    - Topic&{Name}:
        Type: AWS::SNS::Topic
        Properties: {TopicName: !Sub 'x-\${Name}'}
  Fn::ForEach::Queues:
    - Name
    - !Ref Names
    - 'Queue\${Name}':
        Type: AWS::SQS::Queue
        Properties: {QueueName: !Ref Name}
`,
  });
  const resources = all.templates[0]?.resources ?? [];
  deepEqual(
    resources.map(({ logicalId, properties }) => [logicalId, Object.values(properties)[0]]),
    [
      ['Topica', 'x-a'],
      ['Topicb1', 'x-b-1'],
      ['Queuec', 'c'],
      ['Queued', 'd'],
    ],
  );
  equal(resources[0]?.at(['Properties', 'TopicName']).line, 11);
});

test('what another stack exports is imported, under names that are not this template’s', async (t) => {
  const all = await reviewed(t, {
    'network.yaml': `
Resources:
  Bucket: {Type: 'AWS::S3::Bucket'}
Outputs:
  Arn: {Value: !GetAtt Bucket.Arn, Export: {Name: shared-bucket}}
`,
    'user.yaml': `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - {Effect: Allow, Action: 's3:GetObject', Resource: !ImportValue shared-bucket}
          - {Effect: Allow, Action: 's3:GetObject', Resource: !ImportValue unknown}
`,
  });
  const [found, unknown] = statementsOf(documentsOf(all)[0]) as { Resource: string }[];
  equal(found?.Resource, 'arn:${AWS::Partition}:s3:::${network::Bucket}');
  equal(unknown?.Resource, '${Fn::ImportValue unknown}');
  deepEqual(
    all.templates[1]?.unresolved.map(({ line, expression }) => [line, expression]),
    [[9, '!ImportValue unknown']],
  );
});

test('environments give parameters their values, also where people deploy, but not to a stack that they skip', async (t) => {
  const environment = (name: string, stack: string) => `region: us-east-1\nprefix: ${name}\nstacks: {app: ${stack}}\n`;
  const all = await reviewed(t, {
    'templates/app.yaml': `
Parameters:
  Who: {Type: String, Default: one}
Resources:
  Probe: {Type: 'Custom::Probe', Properties: {Who: [!Ref Who]}}
`,
    'templates/environments/dev.yaml': environment('dev', "{parameters: {Who: '*'}}"),
    'templates/environments/prod.yaml': environment('prod', '{skip: not yet, parameters: {Who: never}}'),
    'templates/environments/test.yaml': environment('test', '{byPeople: by hand, parameters: {Who: two}}'),
  });
  deepEqual(all.templates[0]?.resources[0]?.properties.Who, ['one', '*', 'two']);
});

test('stacks that import from each other in a circle, or each many times, end', async (t) => {
  const stack = (own: number, next: number) => {
    const value = `!Join ['', [${Array.from({ length: 12 }, () => `!ImportValue e${next}`).join(', ')}]]`;
    return `
Resources: {Topic: {Type: 'AWS::SNS::Topic', Properties: {TopicName: !ImportValue e${own}}}}
Outputs: {Out: {Value: ${value}, Export: {Name: e${own}}}}
`;
  };
  const files = Array.from({ length: 9 }, (_, index) => [`s${index}.yaml`, stack(index, (index + 1) % 9)] as const);
  const all = await reviewed(t, Object.fromEntries(files));
  equal(all.templates.length, 9);
});

test('a nested stack of the repository gives its outputs', async (t) => {
  const all = await reviewed(t, {
    'top.yaml': `
Resources:
  Inner: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: parts/inner.yaml}}
  Probe: {Type: 'Custom::Probe', Properties: {A: !GetAtt Inner.Outputs.Arn, B: !Sub '\${Inner.Outputs.Arn}/*'}}
`,
    'parts/inner.yaml': `
Resources: {Bucket: {Type: 'AWS::S3::Bucket'}}
Outputs: {Arn: {Value: !GetAtt Bucket.Arn}}
`,
  });
  const arn = 'arn:${AWS::Partition}:s3:::${inner::Bucket}';
  deepEqual(all.templates[1]?.resources[1]?.properties, { A: arn, B: `${arn}/*` });
});
