import type { Deployment } from '../../deployment.ts';
import { decidedIn } from '../decided.ts';
import { type Found, ofType } from './found.ts';
import { asRole, instead, withoutTls } from './requests.ts';
import { roleStacks } from './role-stacks.ts';
import type { ServiceCall, ServiceRule } from './service-call.ts';

const GUIDE = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide';

/** What tells jobs where backups are (scripts/deployment/github-variables.ts): an output, and the bucket behind it. */
const BACKUPS = 'BackupBucket';

/** DynamoDB writes an export into a bucket, and reads an import from one, with the permissions of who asks for it. */
export const dynamodbExports: ServiceRule = async (deployment) => {
  const tables = ofType([...deployment.stacks, ...(await roleStacks(deployment))], 'AWS::DynamoDB::Table');
  return ofType(deployment.stacks, 'AWS::IAM::Role').flatMap((role) => {
    const bucket = ofType([role.stack], 'AWS::S3::Bucket').find(({ logicalId }) => logicalId === BACKUPS);
    if (bucket === undefined) return [];
    return tables.flatMap((table) => [
      ...(may(role, 'dynamodb:ExportTableToPointInTime', table.arn, deployment)
        ? exports(role, table, bucket, deployment)
        : []),
      ...(may(role, 'dynamodb:ImportTable', restored(table), deployment)
        ? imports(role, table, bucket, deployment)
        : []),
    ]);
  });
};

function may({ arn }: Found, action: string, resource: string, deployment: Deployment): boolean {
  return decidedIn(deployment, asRole(deployment.place, arn, action, resource)) === 'Allowed';
}

function restored({ arn }: Found): string {
  return `${arn}-restored-a`;
}

function exports(role: Found, table: Found, bucket: Found, { place }: Deployment): ServiceCall[] {
  const object = `${bucket.arn}/${table.name}/a/AWSDynamoDB/01-a/data/a.json.gz`;
  return ['s3:AbortMultipartUpload', 's3:PutObject', 's3:PutObjectAcl'].map((action) => {
    const request = asRole(place, role.arn, action, object, { 's3:ObjectCreationOperation': 'true' });
    const other = { ...request, resource: `${bucket.arn}/${table.name}/a/manifest.json` };
    return {
      use: `DynamoDB writes an export of ${table.name} for ${role.name}`,
      page: `${GUIDE}/S3DataExport_Requesting.html`,
      request,
      attacks: [
        // Without the header that S3 refuses it by when there is one already.
        ...(action === 's3:PutObject' ? [instead(other, 'over another backup', {})] : []),
        withoutTls(request),
      ],
    };
  });
}

function imports(role: Found, table: Found, bucket: Found, { place }: Deployment): ServiceCall[] {
  const group = `arn:${place.partition}:logs:${table.stack.region}:${place.accountId}:log-group:/aws-dynamodb/imports`;
  const stream = `${group}:log-stream:a`;
  const calls: [action: string, resource: string][] = [
    ['s3:ListBucket', bucket.arn],
    ['s3:GetObject', `${bucket.arn}/${table.name}/a/AWSDynamoDB/01-a/data/a.json.gz`],
    ['dynamodb:CreateTable', restored(table)],
    ['logs:CreateLogGroup', group],
    ['logs:CreateLogStream', stream],
    ['logs:DescribeLogGroups', group],
    ['logs:DescribeLogStreams', group],
    ['logs:PutLogEvents', stream],
    ['logs:PutRetentionPolicy', group],
  ];
  return calls.map(([action, resource]) => ({
    use: `DynamoDB imports a backup of ${table.name} for ${role.name}`,
    page: `${GUIDE}/S3DataImport.Requesting.html`,
    request: asRole(place, role.arn, action, resource),
    attacks: [],
  }));
}
