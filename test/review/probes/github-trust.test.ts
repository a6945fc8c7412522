import { document, probe, silent, template, trust } from './probe.ts';

const GITHUB = 'token.actions.githubusercontent.com';
const provider = `arn:aws:iam::\${AWS::AccountId}:oidc-provider/${GITHUB}`;
const web = { Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: provider } };
const aud = { [`${GITHUB}:aud`]: 'sts.amazonaws.com' };
const sub = (text: string | string[]) => ({ [`${GITHUB}:sub`]: text });

probe('GitHub without condition', trust(web), 'error github-trust-without-sub', 'error oidc-without-condition');
probe('GitHub without sub', trust({ ...web, Condition: { StringEquals: aud } }), 'error github-trust-without-sub');
// The provider's own list says whom its tokens may be for.
probe('GitHub without aud', trust({ ...web, Condition: { StringEquals: sub('repo:octo/site:ref:refs/heads/main') } }));
for (const any of [
  '*',
  'repo:*',
  'repo:*/*',
  'repo:*:ref:refs/heads/main',
  'r*',
  '?epo:*',
  'repo:*/site:*',
  'repo:octo*',
]) {
  probe(
    `GitHub with sub ${any}`,
    trust({ ...web, Condition: { StringEquals: aud, StringLike: sub(any) } }),
    'error github-trust-for-anyone',
  );
}
probe(
  'GitHub with one good sub and one for anyone',
  trust({ ...web, Condition: { StringEquals: aud, StringLike: sub(['repo:octo/site:*', 'repo:*']) } }),
  'error github-trust-for-anyone',
);
for (const org of ['repo:octo/*', 'repo:octo/*:ref:refs/heads/main', 'repo:octo/site*']) {
  probe(
    `GitHub with sub ${org}`,
    trust({ ...web, Condition: { StringEquals: aud, StringLike: sub(org) } }),
    'warning github-trust-for-organisation',
  );
}
probe(
  'GitHub with a wildcard that is plain text',
  trust({ ...web, Condition: { StringEquals: { ...aud, ...sub('repo:octo/*') } } }),
  'warning wildcard-without-like',
);
probe(
  'GitHub with ForAllValues on sub',
  trust({
    ...web,
    Condition: { StringEquals: aud, 'ForAllValues:StringEquals': sub('repo:octo/site:ref:refs/heads/main') },
  }),
  'error github-trust-for-anyone',
  'warning forallvalues-with-single-valued-key',
);
probe(
  'GitHub with sub if it is told',
  trust({ ...web, Condition: { StringEquals: aud, StringEqualsIfExists: sub('repo:octo/site:ref:refs/heads/main') } }),
  'error github-trust-for-anyone',
);
probe(
  'GitHub but one repository',
  trust({ ...web, Condition: { StringEquals: aud, StringNotLike: sub('repo:octo/site:*') } }),
  'error github-trust-for-anyone',
  'error github-trust-without-sub',
);
probe(
  'GitHub by the action for roles',
  trust({
    ...web,
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { ...aud, ...sub('repo:octo/site:ref:refs/heads/main') } },
  }),
  'error mismatched-action-for-principal',
);
probe(
  'GitHub with a provider of the template',
  template({
    Provider: {
      Type: 'AWS::IAM::OIDCProvider',
      Properties: { Url: `https://${GITHUB}`, ClientIdList: ['sts.amazonaws.com'] },
    },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: document({
          ...web,
          Principal: { Federated: { Ref: 'Provider' } },
          Condition: { StringLike: sub('repo:*') },
        }),
      },
    },
  }),
  'error github-trust-for-anyone',
);
probe(
  'GitHub with a provider of the template and no condition',
  template({
    Provider: {
      Type: 'AWS::IAM::OIDCProvider',
      Properties: { Url: `https://${GITHUB}`, ClientIdList: ['sts.amazonaws.com'] },
    },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument: document({ ...web, Principal: { Federated: { Ref: 'Provider' } } }) },
    },
  }),
  'error github-trust-without-sub',
  'error oidc-without-condition',
);

silent('a repository on GitHub by a parameter', {
  'stack.yaml': `Parameters: {Repository: {Type: String}}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: {Federated: !Sub 'arn:aws:iam::\${AWS::AccountId}:oidc-provider/${GITHUB}'}
            Action: sts:AssumeRoleWithWebIdentity
            Condition: {StringEquals: {'${GITHUB}:aud': sts.amazonaws.com}, StringLike: {'${GITHUB}:sub': !Sub 'repo:\${Repository}:*'}}
`,
});
silent(
  'one branch of a repository on GitHub',
  trust({ ...web, Condition: { StringEquals: { ...aud, ...sub('repo:octo/site:ref:refs/heads/main') } } }),
);
silent(
  'one environment of a repository on GitHub',
  trust({ ...web, Condition: { StringEquals: { ...aud, ...sub('repo:octo/site:environment:prod') } } }),
);
silent(
  'branches of one repository on GitHub',
  trust({ ...web, Condition: { StringEquals: aud, StringLike: sub('repo:octo/site:ref:refs/heads/release-*') } }),
);
