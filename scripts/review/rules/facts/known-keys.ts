import { conditionKeysFor } from '../../../iam/catalog/actions.ts';
import type { Action } from '../../../iam/catalog/catalog.ts';

/** Keys of which the reference lists the actions without a gap. */
export const CERTAIN =
  /^(s3:(prefix|delimiter|max-keys)|iam:passedtoservice|iam:awsservicename|dynamodb:leadingkeys|lambda:functionarn)$/;

/**
 * Keys that tell whose credentials call, whatever the service: those of a session, and `ec2:SourceInstanceARN` or
 * `lambda:SourceFunctionArn` of an instance's or a function's role (Service Authorization Reference, "Actions, resources,
 * and condition keys for Amazon EC2"; AWS Lambda Developer Guide).
 */
export const OF_CALLER = /^(sts|saml|identitystore|signin):|^\w+:(source\w+|roledelivery|credential\w*|roleassumedby)$/;

/** Whether a request for the action can have the key; one with a name in it stands for all such. */
export function hasKey(action: Action, lower: string): boolean {
  return conditionKeysFor(action).some((known) => {
    const [fixed = '', name] = known.toLowerCase().split('${');
    return name === undefined ? fixed === lower : lower.startsWith(fixed);
  });
}
