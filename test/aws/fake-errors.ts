import { CloudFormationServiceException } from '@aws-sdk/client-cloudformation';

/** An error as an SDK client throws it. */
export function awsError(name: string, message: string, status = 400): Error {
  const $metadata = { httpStatusCode: status, requestId: 'request-1' };
  return new CloudFormationServiceException({ name, message, $fault: 'client', $metadata });
}

export const throttled = () => awsError('Throttling', 'Rate exceeded');

export const accessDenied = (action: string) =>
  awsError(
    'AccessDenied',
    `User: arn:aws:sts::111122223333:assumed-role/deploy/ci is not authorized to perform: ${action} on resource: arn:aws:cloudformation:us-east-1:111122223333:stack/p-dev-app/* because no identity-based policy allows the ${action} action`,
    403,
  );

/** A connection that was cut: what Node puts on the error, and no answer. */
export function cutConnection(): Error {
  return Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
}
