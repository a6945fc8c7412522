import type { Deployment } from '../../deployment.ts';
import { type Found, named, ofType } from './found.ts';
import { asRole, asService, byOthers, forOthers, inAnotherAccount, instead, withoutTls } from './requests.ts';
import { roleStacks } from './role-stacks.ts';
import type { ServiceCall, ServiceRule } from './service-call.ts';

const GUIDE = 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide';
const SERVICE = 'cloudtrail.amazonaws.com';

/** A trail writes to its bucket, and to its log group as its role. */
export const cloudtrail: ServiceRule = async (deployment) => {
  const { stacks } = deployment;
  // An embedded AWS has no trails: they are as environments with a role have them, in the same account.
  const trails = ofType([...stacks, ...(await roleStacks(deployment))], 'AWS::CloudTrail::Trail');
  const once = [...new Map(trails.map((trail) => [trail.arn, trail])).values()];
  return once.flatMap((trail) => [...writesFiles(trail, deployment), ...writesLogs(trail, deployment)]);
};

function writesFiles(trail: Found, deployment: Deployment): ServiceCall[] {
  const { place, stacks } = deployment;
  const bucket = named(stacks, 'AWS::S3::Bucket', trail.properties.S3BucketName);
  if (bucket === null) return [];
  const { S3KeyPrefix: prefix } = trail.properties;
  const folder = [bucket.arn, ...(typeof prefix === 'string' ? [prefix] : []), 'AWSLogs', place.accountId].join('/');
  const look = sent(trail, 's3:GetBucketAcl', bucket.arn, deployment);
  const write = sent(
    trail,
    's3:PutObject',
    `${folder}/CloudTrail/${trail.stack.region}/2026/01/02/a.json.gz`,
    deployment,
    {
      's3:x-amz-acl': 'bucket-owner-full-control',
    },
  );
  return [look, write].map((request) => ({
    use: `the trail ${trail.name} writes to ${bucket.name}`,
    page: `${GUIDE}/create-s3-bucket-policy-for-cloudtrail.html`,
    request,
    attacks: [
      ...attacks(trail, request, deployment),
      ...(request === write
        ? [instead(request, 'for its own account alone to read', { 's3:x-amz-acl': 'private' })]
        : []),
      withoutTls(request),
    ],
  }));
}

function writesLogs(trail: Found, deployment: Deployment): ServiceCall[] {
  const { place, stacks } = deployment;
  const { CloudWatchLogsRoleArn: arn, CloudWatchLogsLogGroupArn: group } = trail.properties;
  const role = named(stacks, 'AWS::IAM::Role', arn);
  if (role === null || typeof group !== 'string') return [];
  const page = `${GUIDE}/cloudtrail-required-policy-for-cloudwatch-logs.html`;
  const use = `the trail ${trail.name} writes to its log group`;
  const request = sent(trail, 'sts:AssumeRole', role.arn, deployment);
  const stream = `${group.replace(/:\*$/, '')}:log-stream:${place.accountId}_CloudTrail_${trail.stack.region}`;
  return [
    { use, page, request, attacks: attacks(trail, request, deployment) },
    ...['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => {
      return { use, page, request: asRole(place, role.arn, action, stream), attacks: [] };
    }),
  ];
}

function sent(
  trail: Found,
  action: string,
  resource: string,
  { place }: Deployment,
  more: Record<string, string> = {},
) {
  const source = { 'aws:SourceArn': trail.arn, 'aws:SourceAccount': place.accountId };
  return asService(place, SERVICE, action, resource, { ...source, ...more });
}

function attacks({ arn }: Found, request: ServiceCall['request'], { place }: Deployment) {
  const sources = forOthers(place, request, [`${arn}-of-others`, inAnotherAccount(place, arn)]);
  // What CloudTrail writes to a bucket is held to one trail alone, which is of one account.
  const isOfAccount = request.action === 'sts:AssumeRole';
  return [...byOthers(place, request), ...sources.filter(({ what }) => isOfAccount || what !== 'for another account')];
}
