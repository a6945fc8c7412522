import type { Decision } from '../../../scripts/iam/decide/evaluate.ts';
import { allow, deny, document } from './engine.ts';
import { ACCOUNT, OBJECT, READ, REGION } from './operators.ts';

/** Without an action and a resource it is `READ` of `OBJECT`. */
type DocumentedCase = [
  title: string,
  policies: object[],
  decision: Decision,
  request?: { action?: string; resource?: string },
];

const one = (...statements: object[]) => [document(...statements)];
const action = (Action: string | string[]) => one(allow({ Action }));
const resource = (Resource: string | string[]) => one(allow({ Resource }));
const when = (Condition: object, effect = allow) => effect({ Condition });
const notAction = (NotAction: string | string[], more: object = {}) => ({ ...more, NotAction, Resource: '*' });
const notResource = (NotResource: string | string[]) => ({ Action: '*', NotResource });
const at = (found: string) => ({ resource: found });
const table = (name: string) => `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${name}`;
const outside = (region: string) => ({ Condition: { StringNotEquals: { 'aws:RequestedRegion': region } } });
const [Allow, Deny] = [{ Effect: 'Allow' }, { Effect: 'Deny' }];
const region = { 'aws:RequestedRegion': REGION };
const elsewhere = { 'aws:RequestedRegion': 'eu-west-1' };
const local = { 'aws:SourceIp': '127.0.0.0/8' };
const remote = { 'aws:SourceIp': '203.0.113.0/24' };

/** By page of the IAM User Guide. */
export const DOCUMENTED: Record<string, DocumentedCase[]> = {
  'reference_policies_evaluation-logic_policy-eval-denyallow.html': [
    ['another action', action('s3:PutObject'), 'ImplicitlyDenied'],
    ['one document of two allows', [...action('ec2:*'), document(allow())], 'Allowed'],
    ['one statement of two allows', one(allow({ Action: 'ec2:*' }), allow()), 'Allowed'],
    ['a Deny in another document', [document(allow()), document(deny({ Action: 's3:Get*' }))], 'ExplicitlyDenied'],
    ['a Deny before the Allow', one(deny(), allow()), 'ExplicitlyDenied'],
    ['a Deny of another resource', one(allow(), deny({ Resource: 'arn:aws:s3:::bucket/other' })), 'Allowed'],
    ['a Deny without any Allow', one(deny()), 'ExplicitlyDenied'],
    ['a Deny whose condition is not met', one(allow(), when({ IpAddress: remote }, deny)), 'Allowed'],
  ],
  'reference_policies_elements_action.html': [
    ['without regard to case', action('S3:gETobject'), 'Allowed'],
    ['a wildcard at the end', action('s3:Get*'), 'Allowed', { action: 's3:GetBucketAcl' }],
    ['a wildcard on both sides', action('iam:*AccessKey*'), 'Allowed', { action: 'iam:CreateAccessKey' }],
    ['a wildcard on both sides, another', action('iam:*AccessKey*'), 'ImplicitlyDenied', { action: 'iam:GetUser' }],
    ['a ? for one character', action('s3:?etObject'), 'Allowed'],
    ['a ? for no character', action('s3:GetObject?'), 'ImplicitlyDenied'],
    ['a dot is a dot', action('s3.GetObject'), 'ImplicitlyDenied'],
    ['a list', action(['s3:PutObject', 's3:GetObject']), 'Allowed'],
    ['the beginning of a name', action('s3:Get'), 'ImplicitlyDenied'],
  ],
  'reference_policies_elements_notaction.html': [
    ['Allow of all but others', one(notAction('iam:*', Allow)), 'Allowed'],
    ['Allow of all but it', one(notAction('iam:*', Allow)), 'ImplicitlyDenied', { action: 'iam:GetUser' }],
    ['Deny of all but it', one(allow(), notAction(['iam:*', 's3:*'], Deny)), 'Allowed'],
    ['Deny of all but others', one(allow(), notAction(['iam:*', 'sts:*'], Deny)), 'ExplicitlyDenied'],
    ['a region guard', one(allow(), notAction('iam:*', { ...Deny, ...outside('eu-west-1') })), 'ExplicitlyDenied'],
    ['a region guard, inside', one(allow(), notAction('iam:*', { ...Deny, ...outside(REGION) })), 'Allowed'],
    ['without regard to case', one(notAction('S3:GETobject', Allow)), 'ImplicitlyDenied'],
  ],
  'reference_policies_elements_resource.html': [
    ['a wildcard crosses slashes', resource('arn:aws:s3:::b/*/test/*'), 'Allowed', at('arn:aws:s3:::b/1/2/test/3/o')],
    ['a wildcard for nothing', resource('arn:aws:s3:::b/*/test/*'), 'Allowed', at('arn:aws:s3:::b//test/')],
    ['no slash', resource('arn:aws:s3:::b/*/test/*'), 'ImplicitlyDenied', at('arn:aws:s3:::b/1-test/o')],
    ['with regard to case', resource('arn:aws:s3:::BUCKET/*'), 'ImplicitlyDenied'],
    ['a ? for one character', resource(table('t?ble')), 'Allowed', at(table('table'))],
    ['a ? for two', resource(table('t?ble')), 'ImplicitlyDenied', at(table('taable'))],
    ['a * that ends a segment crosses colons', resource('arn:aws:dynamodb:*'), 'Allowed', at(table('t'))],
    ['the bucket is not its objects', resource('arn:aws:s3:::bucket'), 'ImplicitlyDenied'],
    [
      'the objects are not the bucket',
      resource('arn:aws:s3:::bucket/*'),
      'ImplicitlyDenied',
      at('arn:aws:s3:::bucket'),
    ],
    ['what is special elsewhere', resource('arn:aws:s3:::bucket/[k]'), 'ImplicitlyDenied'],
    ['a list', resource([table('t'), OBJECT]), 'Allowed'],
    ['all', resource('*'), 'Allowed', at('*')],
    ['all is not one', resource(OBJECT), 'ImplicitlyDenied', at('*')],
  ],
  'reference_policies_elements_notresource.html': [
    ['Allow of all but others', one({ ...Allow, ...notResource('arn:aws:s3:::HR/*') }), 'Allowed'],
    ['Allow of all but it', one({ ...Allow, ...notResource('arn:aws:s3:::bucket/*') }), 'ImplicitlyDenied'],
    ['Deny of all but others', one(allow(), { ...Deny, ...notResource('arn:aws:s3:::HR/*') }), 'ExplicitlyDenied'],
    ['Deny of all but it', one(allow(), { ...Deny, ...notResource([table('t'), 'arn:aws:s3:::bucket*']) }), 'Allowed'],
  ],
  'reference_policies_condition-logic-multiple-context-keys-or-values.html': [
    ['all operators hold', one(when({ StringEquals: region, IpAddress: local })), 'Allowed'],
    ['one operator does not', one(when({ StringEquals: region, IpAddress: remote })), 'ImplicitlyDenied'],
    ['all keys hold', one(when({ StringLike: { ...region, 'aws:PrincipalType': 'U*' } })), 'Allowed'],
    ['one key does not', one(when({ StringLike: { ...region, 'aws:PrincipalType': 'A*' } })), 'ImplicitlyDenied'],
    ['one value of several', one(when({ IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '127.0.0.1'] } })), 'Allowed'],
    ['none of the values', one(when({ StringNotEquals: { 'aws:RequestedRegion': ['a', 'b'] } })), 'Allowed'],
    ['one of the values', one(when({ StringNotEquals: { 'aws:RequestedRegion': ['a', REGION] } })), 'ImplicitlyDenied'],
    ['a key in any case', one(when({ StringEquals: { 'AWS:requestedREGION': REGION } })), 'Allowed'],
    ['an operator twice', one(when({ StringEquals: region, StringLike: elsewhere })), 'ImplicitlyDenied'],
  ],
  'reference_policies_elements_version.html': [
    [
      'variables are text in the first version',
      [literal('2008-10-17')],
      'Allowed',
      at('arn:aws:s3:::b/${aws:username}'),
    ],
    ['and where none is given', [literal(undefined)], 'Allowed', at('arn:aws:s3:::b/${aws:username}')],
    ['text that is not the same', [literal('2008-10-17')], 'ImplicitlyDenied', at('arn:aws:s3:::b/alice')],
  ],
  'reference_policies_elements_statement.html': [
    ['one statement without a list', [{ Version: '2012-10-17', Statement: allow({ Action: READ }) }], 'Allowed'],
    ['two that overlap', one(allow({ Action: READ }), allow({ Action: 's3:*', Resource: OBJECT })), 'Allowed'],
  ],
};

function literal(Version: string | undefined): object {
  return { Version, Statement: allow({ Resource: 'arn:aws:s3:::b/${aws:username}' }) };
}
