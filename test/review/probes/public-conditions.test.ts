import { bucketPolicy, probe, READ } from './probe.ts';

const open = { ...READ, Principal: '*' };

const conditions: [string, object, boolean][] = [
  ['StringLike * on the organisation', { StringLike: { 'aws:PrincipalOrgID': '*' } }, true],
  ['StringLike * on the account', { StringLike: { 'aws:PrincipalAccount': '*' } }, true],
  ['StringLike * on the caller', { StringLike: { 'aws:PrincipalArn': '*' } }, true],
  ['StringLike * on a tag', { StringLike: { 'aws:PrincipalTag/team': '*' } }, true],
  ['StringLike ?* on the user', { StringLike: { 'aws:userid': '?*' } }, true],
  ['ArnLike with wildcards everywhere', { ArnLike: { 'aws:PrincipalArn': 'arn:*:*:*:*:*' } }, true],
  ['ArnLike arn:aws:iam::*:role/*', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' } }, true],
  ['StringLike arn:aws:iam::*:*', { StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:*' } }, true],
  ['IfExists', { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }, true],
  ['ForAllValues', { 'ForAllValues:StringLike': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/*' } }, true],
  ['Null false', { Null: { 'aws:PrincipalOrgID': 'false' } }, true],
  ['Null true', { Null: { 'aws:PrincipalOrgID': 'true' } }, true],
  ['every address', { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }, true],
  ['every address of IPv6', { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '::/0'] } }, true],
  ['every address in two halves', { IpAddress: { 'aws:SourceIp': ['0.0.0.0/1', '128.0.0.0/1'] } }, true],
  ['all but some addresses', { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, true],
  ['TLS', { Bool: { 'aws:SecureTransport': 'true' } }, true],
  ['a header', { StringLike: { 'aws:Referer': 'https://example.com/*' } }, true],
  ['a prefix', { StringLike: { 's3:prefix': 'public/*' } }, true],
  ['an organisation', { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }, false],
  ['an organisation, in capitals', { StringEquals: { 'AWS:PRINCIPALORGID': 'o-a1b2c3d4e5' } }, false],
  [
    'an organisation and TLS',
    { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' }, Bool: { 'aws:SecureTransport': 'true' } },
    false,
  ],
  ['some addresses', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, false],
  ['an endpoint', { StringEquals: { 'aws:SourceVpce': 'vpce-0a1b2c3d4e5f60718' } }, false],
  ['roles of the account', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::${AWS::AccountId}:role/*' } }, false],
  ['one role among all accounts', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/readers' } }, true],
  ['the paths of an organisation', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/*' } }, false],
];
/** Told of the condition itself by rules of their own. */
const OF_CONDITIONS = new Map([
  ['StringLike * on the organisation', ['error wildcard-usage-too-permissive']],
  ['StringLike * on the account', ['error wildcard-usage-too-permissive']],
  ['StringLike arn:aws:iam::*:*', ['warning string-like-with-arn-key']],
  ['ForAllValues', ['warning forallvalues-without-null-check']],
  ['a header', ['warning untrustworthy-condition-key']],
  ['a prefix', ['error unsupported-action-for-condition-key']],
]);
for (const [name, condition, isPublic] of conditions) {
  const found = [...(isPublic ? ['error public-access'] : []), ...(OF_CONDITIONS.get(name) ?? [])];
  probe(`everyone on the condition of ${name}`, bucketPolicy({ ...open, Condition: condition }), ...found);
}
