import { ACCOUNT, ASSUME, document, probe, silent, template, trust } from './probe.ts';

const GITHUB = 'token.actions.githubusercontent.com';
const provider = `arn:aws:iam::\${AWS::AccountId}:oidc-provider/${GITHUB}`;
const web = { Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: provider } };

silent('a service', trust({ ...ASSUME, Principal: { Service: 'lambda.amazonaws.com' } }));
silent(
  'two services in a list',
  trust({ ...ASSUME, Principal: { Service: ['lambda.amazonaws.com', 'edgelambda.amazonaws.com'] } }),
);
silent('the own account', trust({ ...ASSUME, Principal: { AWS: ACCOUNT } }));
for (const [name, principal] of Object.entries({
  'AWS: *': { AWS: '*' },
  'AWS: [*]': { AWS: ['*'] },
})) {
  probe(`anyone, as ${name}`, trust({ ...ASSUME, Principal: principal }), 'error trust-for-anyone');
}
probe('anyone, as *', trust({ ...ASSUME, Principal: '*' }), 'error trust-for-anyone', 'error trust-with-bare-star');
probe(
  'every account, by a wildcard',
  trust({ ...ASSUME, Principal: { AWS: 'arn:aws:iam::*:root' } }),
  'error unsupported-wildcard-in-principal',
);
probe(
  'every service',
  trust({ ...ASSUME, Principal: { Service: '*' } }),
  'error invalid-service-principal',
  'error trust-with-bare-star',
);
probe(
  'anyone with an organisation of a wildcard',
  trust({ ...ASSUME, Principal: { AWS: '*' }, Condition: { StringLike: { 'aws:PrincipalOrgID': '*' } } }),
  'error trust-for-anyone',
  'error wildcard-usage-too-permissive',
);
probe(
  'anyone, if an organisation is told',
  trust({
    ...ASSUME,
    Principal: { AWS: '*' },
    Condition: { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } },
  }),
  'error trust-for-anyone',
);
probe(
  'anyone of an organisation',
  trust({ ...ASSUME, Principal: { AWS: '*' }, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } }),
);
probe(
  'everyone but one',
  trust({ ...ASSUME, NotPrincipal: { AWS: 'arn:aws:iam::${AWS::AccountId}:role/x' } }),
  'error allow-with-not-principal',
  'error trust-with-not-principal',
);
probe(
  'another account without an external id',
  trust({ ...ASSUME, Principal: { AWS: 'arn:aws:iam::111122223333:root' } }),
  'suggestion trust-without-external-id',
  'warning cross-account-access',
);
probe(
  'another account with an external id',
  trust({
    ...ASSUME,
    Principal: { AWS: 'arn:aws:iam::111122223333:root' },
    Condition: { StringEquals: { 'sts:ExternalId': '7f1c' } },
  }),
  'warning cross-account-access',
);
probe(
  'another account with an external id of a wildcard',
  trust({
    ...ASSUME,
    Principal: { AWS: 'arn:aws:iam::111122223333:root' },
    Condition: { StringLike: { 'sts:ExternalId': '*' } },
  }),
  'suggestion trust-without-external-id',
  'warning cross-account-access',
);
probe(
  'a list of principals in one string',
  trust({ ...ASSUME, Principal: { AWS: 'arn:aws:iam::111122223333:role/a,arn:aws:iam::111122223333:role/b' } }),
  'error principal-list-in-one-string',
);
probe(
  'a role that is named without an ARN',
  trust({ ...ASSUME, Principal: { AWS: 'deployer' } }),
  'error invalid-aws-principal',
);
probe(
  'a service under AWS',
  trust({ ...ASSUME, Principal: { AWS: 'lambda.amazonaws.com' } }),
  'error invalid-aws-principal',
);

const cognito = { ...web, Principal: { Federated: 'cognito-identity.amazonaws.com' } };
probe('Cognito without condition', trust(cognito), 'error oidc-without-condition');
probe(
  'Cognito with its pool',
  trust({
    ...cognito,
    Condition: {
      StringEquals: { 'cognito-identity.amazonaws.com:aud': 'us-east-1:0a1b' },
      'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' },
    },
  }),
);
probe(
  'Google without condition',
  trust({ ...web, Principal: { Federated: 'accounts.google.com' } }),
  'error oidc-without-condition',
);
probe(
  'a provider with a void condition',
  trust({
    ...web,
    Principal: { Federated: 'accounts.google.com' },
    Condition: { StringLike: { 'accounts.google.com:aud': '*' } },
  }),
  'error oidc-without-condition',
);

const saml = {
  Effect: 'Allow',
  Action: 'sts:AssumeRoleWithSAML',
  Principal: { Federated: 'arn:aws:iam::${AWS::AccountId}:saml-provider/adfs' },
};
probe('SAML without aud', trust(saml), 'warning saml-without-audience');
silent(
  'SAML with aud',
  trust({ ...saml, Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } } }),
);

const admin = ['arn:aws:iam::aws:policy/AdministratorAccess'];
const assumed = (properties: object, statement: object) =>
  template({
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: document({ ...ASSUME, Principal: { AWS: ACCOUNT }, ...statement }),
        ...properties,
      },
    },
  });
probe(
  'an administrator without a second factor',
  assumed({ ManagedPolicyArns: admin }, {}),
  'error administrator-access',
  'warning sensitive-role-without-mfa',
);
probe(
  'an administrator with a second factor',
  assumed({ ManagedPolicyArns: admin }, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
  'error administrator-access',
);
probe(
  'an administrator with a second factor if it is told',
  assumed({ ManagedPolicyArns: admin }, { Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } } }),
  'error administrator-access',
  'warning sensitive-role-without-mfa',
);
probe(
  'an administrator with a second factor of some age',
  assumed({ ManagedPolicyArns: admin }, { Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } } }),
  'error administrator-access',
);
probe(
  'a wildcard for the action',
  trust({ ...ASSUME, Action: 'sts:*', Principal: { AWS: ACCOUNT } }),
  'warning trust-with-wildcard-action',
);
probe(
  'everything for the action',
  trust({ ...ASSUME, Action: '*', Principal: { Service: 'lambda.amazonaws.com' } }),
  'warning trust-with-wildcard-action',
);
