import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { type Audience, audienceOf } from '../../scripts/access/audience.ts';

const AUDIENCES: [Audience, string[]][] = [
  ['public', ['arn:aws:iam::111122223333:root', '*']],
  ['public', ['arn:aws:iam::*:root']],
  ['cross-account', ['arn:aws:iam::${AWS::AccountId}:root', 'arn:aws:iam::444455556666:role/Other']],
  ['cross-account', ['arn:aws-cn:sts::444455556666:assumed-role/Other/session']],
  ['federated', ['arn:aws:iam::${AWS::AccountId}:oidc-provider/token.actions.githubusercontent.com']],
  ['federated', ['arn:aws:iam::111122223333:saml-provider/Company']],
  ['federated', ['cognito-identity.amazonaws.com']],
  ['own', ['arn:aws:iam::${AWS::AccountId}:role/Own']],
  ['own', ['lambda.amazonaws.com']],
  ['own', []],
];

for (const [audience, principals] of AUDIENCES) {
  test(`${principals.join(' and ') || 'nobody that is named'} is ${audience}`, () => {
    equal(audienceOf({ principals }), audience);
  });
}
