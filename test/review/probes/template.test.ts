import { document, probe, READ, silent, template } from './probe.ts';

/** A policy whose one statement is this text of YAML. */
function yaml(statement: string, sections = ''): Record<string, string> {
  return {
    'stack.yaml': `${sections}
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
${statement.replace(/^/gm, '          ')}
`,
  };
}
const everything = ['error full-access', 'warning pass-role-with-star-in-action-and-resource'];
const prod =
  'Parameters: {Stage: {Type: String, AllowedValues: [dev, prod]}}\nConditions: {Prod: !Equals [!Ref Stage, prod]}';

probe(
  'a statement in Fn::If',
  yaml("- !If [Prod, {Effect: Allow, Action: '*', Resource: '*'}, !Ref 'AWS::NoValue']", prod),
  ...everything,
);
probe(
  'a statement in the other branch of Fn::If',
  yaml("- !If [Prod, !Ref 'AWS::NoValue', {Effect: Allow, Action: '*', Resource: '*'}]", prod),
  ...everything,
);
probe(
  'an action in Fn::If',
  yaml("- {Effect: Allow, Action: !If [Prod, 's3:GetObject', '*'], Resource: '*'}", prod),
  ...everything,
);
probe(
  'an effect in Fn::If',
  yaml("- {Effect: !If [Prod, Deny, Allow], Action: '*', Resource: '*'}", prod),
  ...everything,
);
probe(
  '* by the default of a parameter',
  yaml("- {Effect: Allow, Action: !Ref Act, Resource: '*'}", "Parameters: {Act: {Type: String, Default: '*'}}"),
  ...everything,
);
probe(
  '* by the default of a parameter, as the resource',
  yaml(
    '- {Effect: Allow, Action: s3:GetObject, Resource: !Ref Res}',
    "Parameters: {Res: {Type: String, Default: '*'}}",
  ),
  'warning wildcard-resource',
);
probe(
  '* by one of the allowed values',
  yaml(
    '- {Effect: Allow, Action: s3:GetObject, Resource: !Ref Res}',
    "Parameters: {Res: {Type: String, AllowedValues: ['arn:aws:s3:::reports/*', '*']}}",
  ),
  'warning wildcard-resource',
);
probe(
  '* by a list parameter',
  yaml(
    '- {Effect: Allow, Action: !Ref Acts, Resource: arn:aws:s3:::reports/*}',
    "Parameters: {Acts: {Type: CommaDelimitedList, Default: 's3:GetObject,s3:*'}}",
  ),
  'suggestion redundant-action',
  'warning wildcard-action',
);
probe(
  '* by a mapping',
  yaml(
    "- {Effect: Allow, Action: !FindInMap [Acts, prod, all], Resource: '*'}",
    "Mappings: {Acts: {prod: {all: '*'}}}",
  ),
  ...everything,
);
probe(
  '* by Fn::Sub with a variable',
  yaml("- {Effect: Allow, Action: !Sub ['${Service}:*', {Service: s3}], Resource: arn:aws:s3:::reports/*}"),
  'warning wildcard-action',
);
probe(
  '* by Fn::Join',
  yaml("- {Effect: Allow, Action: !Join [':', [s3, '*']], Resource: !Join ['', ['*']]}"),
  'warning wildcard-action',
  'warning wildcard-resource',
);
probe(
  '* by Fn::Select and Fn::Split',
  yaml("- {Effect: Allow, Action: !Select [1, !Split [',', 's3:GetObject,*']], Resource: '*'}"),
  ...everything,
);
silent('the ARN of a resource of the template', {
  'stack.yaml': `Resources:
  Table: {Type: AWS::DynamoDB::Table, Properties: {SSESpecification: {SSEEnabled: true}, PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}}}
  Policy: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Action: 'dynamodb:GetItem', Resource: !GetAtt Table.Arn}]}}}
`,
});
silent(
  'an ARN of many symbols',
  yaml(
    "- {Effect: Allow, Action: 'sqs:SendMessage', Resource: !Sub 'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${Name}'}",
    'Parameters: {Name: {Type: String}}',
  ),
);
silent('an imported ARN', yaml("- {Effect: Allow, Action: 'sqs:SendMessage', Resource: !ImportValue queue}"));
probe(
  'a JSON template',
  template({
    Policy: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { PolicyDocument: document({ ...READ, Action: '*', Resource: { 'Fn::Join': ['', ['*']] } }) },
    },
  }),
  ...everything,
);

const sam = (properties: object) =>
  template(
    {
      Function: {
        Type: 'AWS::Serverless::Function',
        Properties: { Handler: 'index.handler', Runtime: 'nodejs22.x', CodeUri: '.', ...properties },
      },
    },
    { Transform: 'AWS::Serverless-2016-10-31' },
  );
probe(
  'a function of SAM with a statement',
  sam({ Policies: [{ Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }] }),
  ...everything,
  'warning missing-version',
);
probe(
  'a function of SAM with AdministratorAccess',
  sam({ Policies: 'AdministratorAccess' }),
  'error administrator-access',
);
probe('a function of SAM with all of S3', sam({ Policies: ['AmazonS3FullAccess'] }), 'warning broad-managed-policy');
probe('a function of SAM with a policy template', sam({ Policies: [{ S3ReadPolicy: { BucketName: 'reports' } }] }));
probe(
  'a function of SAM with an open URL',
  sam({ FunctionUrlConfig: { AuthType: 'NONE' } }),
  'warning function-url-without-auth',
);
