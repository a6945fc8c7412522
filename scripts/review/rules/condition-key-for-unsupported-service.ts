import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { hasSymbol } from './facts/symbols.ts';

/**
 * The services that tell at least one of these keys; which ones tell which changes (IAM User Guide, "AWS global condition
 * context keys": aws:SourceVpcArn, aws:VpceAccount, aws:VpceOrgID).
 */
const TELLING = new Set(
  (
    'acm-pca applicationinsights apprunner athena b2bi cassandra cloudformation cognito-identity comprehendmedical ' +
    'compute-optimizer datasync discovery dms ds-data dynamodb ebs ecr ecs firehose gamelift healthlake iam identitystore ' +
    'iotfleetwise iottwinmaker iotwireless kinesisanalytics kms lambda medical-imaging network-firewall omics ' +
    'payment-cryptography polly pricing rbin rekognition route53 s3 s3-object-lambda scheduler servicediscovery ' +
    'servicequotas ses shield sms-voice sqs ssm-contacts storagegateway textract transcribe transfer workmail'
  ).split(' '),
);

export const conditionKeyForUnsupportedService: Rule = {
  id: 'condition-key-for-unsupported-service',
  code: 'USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES',
  severity: 'warning',
  summary: "A condition on an endpoint's owner for services that do not tell it",
  why: 'The key is missing in their requests, so an Allow does not allow and a Deny may deny all (IAM User Guide, "AWS global condition context keys": scope the key to supported services).',
  check: eachStatement(({ actions, conditions }) => {
    const silent = actions
      .map(({ text }) => text)
      .filter((text) => !hasSymbol(text) && !TELLING.has((text.split(':')[0] ?? '').toLowerCase()));
    if (silent.length === 0) return [];
    return conditions
      .filter(
        ({ lower, means }) =>
          /^aws:(sourcevpcarn|vpceaccount|vpceorgid|vpceorgpaths)$/.test(lower) && means?.operator !== 'Null',
      )
      .map(({ key, path }) => ({
        path,
        message: `not every service tells ${key}, so ${silent.slice(0, 3).join(', ')} may not be decided as meant`,
        fix: 'name actions of services that tell the key, such as s3:* or kms:*',
      }));
  }),
};
