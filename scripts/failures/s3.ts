import type { Failure } from './failure.ts';

const GUIDE = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide';

export const S3_FAILURES: readonly Failure[] = [
  {
    id: 'bucket-name-taken',
    matches: [/BucketAlreadyExists/, /requested bucket name is not available/i],
    title: 'The name of the bucket is taken',
    why: 'Names of buckets are shared by all accounts of a partition: somebody else has this one.',
    fix: 'give the bucket another name: in this repository account and region follow the name, so change its parameter in the environment file',
    source: `${GUIDE}/bucketnamingrules.html`,
  },
  {
    id: 'bucket-is-yours-already',
    matches: [/BucketAlreadyOwnedByYou/, /your previous request to create the named bucket succeeded/i],
    title: 'The account has this bucket already',
    why: 'An earlier stack kept it by its deletion policy, or it was made by hand.',
    fix: 'take it into the stack with npm run deploy -- --import-existing, or rename or delete it if it is not needed',
    source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-automatically.html',
  },
  {
    id: 'bucket-not-empty',
    matches: [/BucketNotEmpty/, /bucket you tried to delete is not empty/i],
    title: 'The bucket is not empty',
    why: 'CloudFormation deletes no bucket that holds objects, old versions or delete markers.',
    fix: 'copy what is needed, empty the bucket with all of its versions (S3 console: Empty), then run npm run recover -- --environment NAME stack',
    source: `${GUIDE}/delete-bucket.html`,
  },
  {
    id: 'bucket-policy-public',
    matches: [
      /(?<action>s3:PutBucketPolicy).*(BlockPublicPolicy|block public access)/i,
      /public policies are (blocked|prevented)/i,
    ],
    title: 'The bucket policy is public, and public policies are blocked',
    why: 'S3 Block Public Access refuses a policy that gives access to everybody.',
    fix: 'name the principals or add a condition that limits them; npm run review shows the statement that is public',
    source: `${GUIDE}/access-control-block-public-access.html`,
  },
  {
    id: 'put-bucket-policy-denied',
    matches: [
      /Access ?Denied.*PutBucketPolicy/i,
      /PutBucketPolicy.*Access ?Denied/i,
      /not authorized to perform:? s3:PutBucketPolicy\b/i,
    ],
    title: 'The policy of the bucket may not be written',
    why: 'The role that deploys lacks s3:PutBucketPolicy on the bucket, the bucket has a policy that denies it, or the policy is public while Block Public Access is on.',
    fix: 'allow s3:PutBucketPolicy on this bucket to the service role (policies/ of the bootstrap stack); if it is allowed, look for a Deny in the present policy and for a public statement (npm run review)',
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html',
  },
  {
    id: 'create-bucket-denied',
    matches: [
      /Access ?Denied.*CreateBucket/i,
      /CreateBucket.*Access ?Denied/i,
      /not authorized to perform:? s3:CreateBucket\b/i,
    ],
    title: 'The bucket may not be created',
    why: 'The role that deploys lacks s3:CreateBucket for this name, or a policy of the organisation denies it.',
    fix: 'allow s3:CreateBucket on arn:aws:s3:::NAME to the service role; if it is allowed, ask who owns the organisation for its service control policies',
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html',
  },
  {
    id: 's3-invalid-principal',
    matches: [
      /Invalid principal in policy(: "\w+":"(?<name>[\w:/+=,.@*-]+)")?/i,
      /statement with one or more invalid principals/i,
      /Invalid value for the parameter Policy\b/i,
    ],
    title: 'The policy names a principal that does not exist',
    why: 'S3, KMS, SQS and role trusts look up the ARNs that a policy names: a role that is not there yet, was deleted, or is misspelt is refused. A deleted role shows as an id such as AROA….',
    fix: 'find {name} in the policy; name the role by !GetAtt Role.Arn instead of text, so that it is made first; replace an AROA… or AIDA… id by the ARN that is meant',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_iam-policies.html',
  },
  {
    id: 's3-invalid-resource',
    matches: [/Policy has invalid resource/i],
    title: 'The bucket policy names a resource that is not this bucket',
    why: 'Each Resource of a bucket policy is the bucket itself or objects in it.',
    fix: 'use ${Bucket.Arn} and ${Bucket.Arn}/* of the bucket that the policy belongs to',
    source: `${GUIDE}/s3-bucket-user-policy-specifying-resources.html`,
  },
  {
    id: 's3-action-and-resource',
    matches: [/Action does not apply to any resource\(?s?\)? in statement/i],
    title: 'A statement of the bucket policy puts an action on the wrong kind of resource',
    why: 'Actions on the bucket (s3:ListBucket) take its ARN, actions on objects (s3:GetObject) take its ARN with /*.',
    fix: 'give each its own statement, or both resources; npm run review names the statement',
    source: `${GUIDE}/using-with-s3-policy-actions.html`,
  },
  {
    id: 's3-malformed-policy',
    matches: [/MalformedPolicy\b/, /Policies must be valid JSON and the first byte must be '\{'/i],
    title: 'The policy of the bucket is malformed',
    why: 'S3 does not understand the document, though it may be valid JSON.',
    fix: 'run npm run review: it says which element of which statement is wrong',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html',
  },
  {
    id: 's3-notification-destination',
    matches: [/Unable to validate the following destination configurations/i],
    title: 'S3 may not call what the bucket notifies',
    why: 'S3 tries the function, queue or topic when the notification is written: its permission or policy has to be there first.',
    fix: 'let the bucket depend on the AWS::Lambda::Permission (or queue or topic policy) for s3.amazonaws.com, as templates/object-events.yaml does',
    source: `${GUIDE}/how-to-enable-disable-notification-intro.html`,
  },
  {
    id: 'code-not-found',
    matches: [/Error occurred while GetObject.*NoSuchKey/i, /S3 Error Code: NoSuchKey/i],
    title: 'The code of the function is not in the bucket',
    why: 'The template names an object that is not there: it was never uploaded, or a lifecycle rule removed it.',
    fix: 'deploy with npm run deploy, which uploads the code first; a template packaged elsewhere names objects of another bucket',
    source:
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html',
  },
];
