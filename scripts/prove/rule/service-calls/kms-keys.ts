import { ofType } from './found.ts';
import { foreignAccount } from './requests.ts';
import type { ServiceRule } from './service-call.ts';

/** Nobody makes a key whose policy shuts the account out: KMS refuses it, and nobody could ever change it. */
export const kmsKeys: ServiceRule = ({ stacks, place }) =>
  ofType(stacks, 'AWS::KMS::Key').map(({ name, arn }) => {
    const by = (account: string) => {
      const principal = `arn:${place.partition}:iam::${account}:root`;
      const context = { 'aws:PrincipalArn': principal, 'aws:PrincipalAccount': account, 'kms:CallerAccount': account };
      const of = { principal, principalAccount: account, resourceAccount: place.accountId };
      return { ...of, action: 'kms:PutKeyPolicy', resource: arn, context };
    };
    return {
      use: `the account keeps control of the key ${name}`,
      page: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html',
      request: by(place.accountId),
      attacks: [{ what: 'as another account', request: by(foreignAccount(place)) }],
    };
  });
