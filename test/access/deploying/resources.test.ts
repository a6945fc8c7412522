import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { maySpeakOf, surelySpeaksOf } from '../../../scripts/access/deploying/resources.ts';
import { statementsIn } from '../../../scripts/access/stated/statements.ts';

const TABLE = 'arn:aws:dynamodb:eu-west-1:${AWS::AccountId}:table/orders';

/** Whether a statement with this element may, and whether it surely does. */
function speaks(element: Record<string, unknown>, arn = TABLE) {
  const at = () => ({ file: 'f', line: 1, column: 1 });
  const value = { Statement: { Effect: 'Allow', Action: '*', ...element } };
  const [statement] = statementsIn({ kind: 'identity', owner: null, value, at, keyAt: at });
  return statement && [maySpeakOf(statement, arn), surelySpeaksOf(statement, arn)];
}

test('patterns with everything known', () => {
  deepEqual(speaks({ Resource: '*' }), [true, true]);
  deepEqual(speaks({ Resource: 'arn:aws:dynamodb:*:${AWS::AccountId}:table/ord*' }), [true, true]);
  deepEqual(speaks({ Resource: ['arn:aws:s3:::b', 'arn:aws:dynamodb:*:*:table/Orders'] }), [false, false]);
  deepEqual(speaks({ Resource: 'arn:*' }, '*'), [false, false]);
});

test('what is known only when deploying may be anything, and is surely nothing', () => {
  deepEqual(speaks({ Resource: '${Table.Arn}' }), [true, false]);
  deepEqual(speaks({ Resource: 'arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/Team}' }), [true, false]);
  deepEqual(speaks({ Resource: 'arn:aws:s3:::${Bucket}' }), [false, false]);
});

test('NotResource speaks of what it does not name', () => {
  deepEqual(speaks({ NotResource: 'arn:aws:s3:::b' }), [true, true]);
  deepEqual(speaks({ NotResource: 'arn:aws:dynamodb:*:*:table/*' }), [false, false]);
  deepEqual(speaks({ NotResource: '${Table.Arn}' }), [true, false]);
});

test('a policy of a resource need not name it', () => {
  deepEqual(speaks({}), [true, false]);
});
