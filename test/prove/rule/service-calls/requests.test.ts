import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import {
  asRole,
  asService,
  byOthers,
  foreignAccount,
  forOthers,
  inAnotherAccount,
  instead,
} from '../../../../scripts/prove/rule/service-calls/requests.ts';
import { PLACE } from './given.ts';

const request = asService(PLACE, 's3.amazonaws.com', 'lambda:InvokeFunction', 'arn', {
  ...{ 'aws:SourceArn': 'arn:aws:s3:::a', 'aws:SourceAccount': PLACE.accountId },
});

test('another account is none of ours, whatever ours is', () => {
  equal(foreignAccount(PLACE), '444455556666');
  equal(foreignAccount({ accountId: '444455556666' }), '777788889999');
  equal(inAnotherAccount(PLACE, 'arn:aws:sns:a:111122223333:t'), 'arn:aws:sns:a:444455556666:t');
});

test('a role says who it is, and a service for whom', () => {
  const { principal, context } = asRole(PLACE, 'arn:aws:iam::111122223333:role/a', 's3:GetObject', 'b');
  deepEqual([principal, context['aws:PrincipalArn']], Array(2).fill('arn:aws:iam::111122223333:role/a'));
  deepEqual(
    [request.context['aws:PrincipalServiceName'], request.context['aws:SourceArn']],
    ['s3.amazonaws.com', 'arn:aws:s3:::a'],
  );
});

test('another service sends the same; another account has no source', () => {
  const [service, account] = byOthers(PLACE, request).map((one) => one.request);
  deepEqual([service?.principal, service?.context['aws:SourceArn']], ['ec2.amazonaws.com', 'arn:aws:s3:::a']);
  deepEqual(
    [account?.principal, account?.principalAccount, account?.context['aws:SourceArn']],
    [...['arn:aws:iam::444455556666:root', '444455556666', undefined]],
  );
});

test('the account is changed where the service sends it', () => {
  deepEqual(
    forOthers(PLACE, request, ['arn:b']).map(({ what }) => what),
    ['for another account', 'for arn:b'],
  );
  const bare = asService(PLACE, 's3.amazonaws.com', 'lambda:InvokeFunction', 'arn');
  deepEqual(forOthers(PLACE, bare, []), []);
});

test('a key is changed, or left out', () => {
  const { context } = instead(request, 'x', { 'aws:SourceArn': null, 'aws:SourceAccount': '1' }).request;
  deepEqual([context['aws:SourceArn'], context['aws:SourceAccount']], [undefined, '1']);
});
