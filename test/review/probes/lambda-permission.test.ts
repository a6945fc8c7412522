import { probe, resource } from './probe.ts';

const permission = (properties: object) =>
  resource('AWS::Lambda::Permission', { FunctionName: 'f', Action: 'lambda:InvokeFunction', ...properties });
probe('a function for everyone', permission({ Principal: '*' }), 'error public-lambda-permission');
probe('a function for everyone of an organisation', permission({ Principal: '*', PrincipalOrgID: 'o-a1b2c3d4e5' }));
probe('a function for S3', permission({ Principal: 's3.amazonaws.com' }), 'warning lambda-permission-without-source');
probe(
  'a function for one bucket',
  permission({ Principal: 's3.amazonaws.com', SourceArn: 'arn:aws:s3:::reports' }),
  'suggestion lambda-permission-without-account',
);
probe(
  'a function for one bucket of the account',
  permission({
    Principal: 's3.amazonaws.com',
    SourceArn: 'arn:aws:s3:::reports',
    SourceAccount: { Ref: 'AWS::AccountId' },
  }),
);
probe(
  'a function for a rule',
  permission({
    Principal: 'events.amazonaws.com',
    SourceArn: { 'Fn::Sub': 'arn:aws:events:${AWS::Region}:${AWS::AccountId}:rule/r' },
  }),
);
probe(
  'a function for any source by a wildcard',
  permission({ Principal: 'events.amazonaws.com', SourceArn: '*' }),
  'warning lambda-permission-without-source',
);
probe(
  'every action on a function',
  permission({ Action: 'lambda:*', Principal: 'events.amazonaws.com', SourceAccount: { Ref: 'AWS::AccountId' } }),
  'warning lambda-permission-for-other-action',
  'warning wildcard-action',
);
probe('a function for another account', permission({ Principal: '111122223333' }), 'warning cross-account-access');
probe(
  'a layer for everyone',
  resource('AWS::Lambda::LayerVersionPermission', {
    Action: 'lambda:GetLayerVersion',
    LayerVersionArn: 'arn:aws:lambda:us-east-1:${AWS::AccountId}:layer:l:1',
    Principal: '*',
  }),
  'error public-lambda-permission',
);
probe(
  'a layer for everyone of an organisation',
  resource('AWS::Lambda::LayerVersionPermission', {
    Action: 'lambda:GetLayerVersion',
    LayerVersionArn: 'arn:aws:lambda:us-east-1:${AWS::AccountId}:layer:l:1',
    Principal: '*',
    OrganizationId: 'o-a1b2c3d4e5',
  }),
);
probe(
  'a URL without authorisation',
  resource('AWS::Lambda::Url', { AuthType: 'NONE', TargetFunctionArn: 'f' }),
  'warning function-url-without-auth',
);
probe('a URL with authorisation', resource('AWS::Lambda::Url', { AuthType: 'AWS_IAM', TargetFunctionArn: 'f' }));
