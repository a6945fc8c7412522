import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { danglingPrincipals, withoutDangling } from '../../../scripts/deployment/readback/dangling.ts';
import { document } from '../../review/live/fixture.ts';

const GONE = 'AROAEXAMPLEEXAMPLE123';
const USER = 'AIDAEXAMPLEEXAMPLE123';
const ROLE = 'arn:aws:iam::111122223333:role/r';
const to = (Principal: unknown) => ({ Effect: 'Allow', Principal, Action: 's3:GetObject', Resource: '*' });

test('unique ids among the principals are found, names that look like them are not', () => {
  const policy = document(to({ AWS: [GONE, ROLE] }), { ...to('*'), Principal: undefined, NotPrincipal: { AWS: USER } });
  deepEqual(danglingPrincipals(policy), [GONE, USER]);
  deepEqual(danglingPrincipals(document(to('*'), to({ Service: GONE }), to({ AWS: 'AROAshort' }), 'odd')), []);
  deepEqual([null, {}, 'x'].flatMap(danglingPrincipals), []);
});

test('without them a policy says the same: they are nobody', () => {
  const { Principal: _, ...deny } = { ...to('*'), Effect: 'Deny' };
  const policy = document(
    ...[to({ AWS: [GONE, ROLE] }), to({ AWS: GONE }), to({ AWS: GONE, Service: 'sqs.amazonaws.com' }), 'odd'],
    ...[{ ...deny, NotPrincipal: { AWS: USER } }, { ...deny, NotPrincipal: { AWS: [USER, ROLE] } }, to('*')],
  );
  deepEqual(
    withoutDangling(policy),
    document(
      ...[to({ AWS: [ROLE] }), to({ Service: 'sqs.amazonaws.com' }), 'odd'],
      ...[{ ...deny, Principal: '*' }, { ...deny, NotPrincipal: { AWS: [ROLE] } }, to('*')],
    ),
  );
  deepEqual(withoutDangling(document(to('*'))), document(to('*')));
});
