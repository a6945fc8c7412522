import type { Deployment } from '../../deployment.ts';
import { alarms } from './alarms.ts';
import { apiGatewayInvokes } from './api-gateway-invokes.ts';
import { apiGatewayLogs } from './api-gateway-logs.ts';
import { cloudformationHandlers } from './cloudformation-handlers.ts';
import { cloudfrontReads } from './cloudfront-reads.ts';
import { cloudtrail } from './cloudtrail.ts';
import { driftReads } from './drift-reads.ts';
import { dynamodbEncrypts } from './dynamodb-encrypts.ts';
import { dynamodbExports } from './dynamodb-exports.ts';
import { kmsKeys } from './kms-keys.ts';
import { lambdaRuns } from './lambda-runs.ts';
import { lambdaWorks } from './lambda-works.ts';
import { s3AccessLogs } from './s3-access-logs.ts';
import { s3Invokes } from './s3-invokes.ts';
import { secondFactors } from './second-factors.ts';
import type { ServiceCall, ServiceRule } from './service-call.ts';
import { sesSends } from './ses-sends.ts';

const RULES: readonly ServiceRule[] = [
  ...[alarms, apiGatewayInvokes, apiGatewayLogs, cloudformationHandlers, cloudfrontReads, cloudtrail],
  ...[driftReads, dynamodbEncrypts, dynamodbExports, kmsKeys],
  ...[lambdaRuns, lambdaWorks, s3AccessLogs, s3Invokes, secondFactors, sesSends],
];

/** What services of AWS do by themselves with what is deployed, each request once. */
export async function serviceCalls(deployment: Deployment): Promise<ServiceCall[]> {
  const found = (await Promise.all(RULES.map((rule) => rule(deployment)))).flat();
  return [...new Map(found.map((call) => [JSON.stringify(call.request), call])).values()];
}
