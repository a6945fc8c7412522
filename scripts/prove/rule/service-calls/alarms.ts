import type { Deployment } from '../../deployment.ts';
import { type Found, named, ofType } from './found.ts';
import { asService, byOthers, foreignAccount, inAnotherAccount, instead } from './requests.ts';
import type { ServiceCall, ServiceRule } from './service-call.ts';

const SERVICE = 'cloudwatch.amazonaws.com';

/** Alarms tell topics, with the key that encrypts what the topic says. */
export const alarms: ServiceRule = (deployment) =>
  ofType(deployment.stacks, 'AWS::CloudWatch::Alarm').flatMap((alarm) =>
    ['AlarmActions', 'OKActions', 'InsufficientDataActions'].flatMap((list) =>
      [alarm.properties[list] ?? []].flat().flatMap((arn) => {
        const topic = named(deployment.stacks, 'AWS::SNS::Topic', arn);
        return topic === null ? [] : [publishes(alarm, topic, deployment), ...encrypts(alarm, topic, deployment)];
      }),
    ),
  );

function publishes(alarm: Found, topic: Found, deployment: Deployment): ServiceCall {
  return {
    use: `the alarm ${alarm.name} tells ${topic.name}`,
    page: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html',
    ...called(alarm, 'sns:Publish', topic.arn, deployment),
  };
}

function encrypts(alarm: Found, topic: Found, deployment: Deployment): ServiceCall[] {
  const key = named(deployment.stacks, 'AWS::KMS::Key', topic.properties.KmsMasterKeyId);
  if (key === null) return [];
  return ['kms:Decrypt', 'kms:GenerateDataKey'].map((action) => ({
    use: `the alarm ${alarm.name} tells ${topic.name}, which is encrypted`,
    page: 'https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html',
    ...called(alarm, action, key.arn, deployment),
  }));
}

function called(alarm: Found, action: string, resource: string, { place }: Deployment) {
  const request = asService(place, SERVICE, action, resource, {
    ...{ 'aws:SourceArn': alarm.arn, 'aws:SourceAccount': place.accountId },
  });
  const foreign = instead(request, 'for an alarm of another account', {
    ...{ 'aws:SourceArn': inAnotherAccount(place, alarm.arn), 'aws:SourceAccount': foreignAccount(place) },
  });
  return { request, attacks: [...byOthers(place, request), foreign] };
}
