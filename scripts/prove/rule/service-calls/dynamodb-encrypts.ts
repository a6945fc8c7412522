import { isMap } from '../../../template/walk.ts';
import type { Deployment } from '../../deployment.ts';
import { dynamodbKey } from '../aws-managed-key.ts';
import { decidedIn } from '../decided.ts';
import { type Found, ofType } from './found.ts';
import { asRole, instead } from './requests.ts';
import type { ServiceCall, ServiceRule } from './service-call.ts';

const PAGE = 'https://docs.aws.amazon.com/kms/latest/developerguide/services-dynamodb.html';

/** DynamoDB decrypts a table that AWS's own key encrypts, with the permissions of whoever reads it. */
export const dynamodbEncrypts: ServiceRule = (deployment) => {
  const tables = ofType(deployment.stacks, 'AWS::DynamoDB::Table').filter(isEncryptedByAws);
  return ofType(deployment.stacks, 'AWS::IAM::Role').flatMap((role) => {
    const table = tables.find((one) => copiesOf(one).some((arn) => mayRead(role, arn, deployment)));
    return table === undefined ? [] : [decrypts(role, table, deployment)];
  });
};

/** `SSEEnabled` without a key of one's own. */
function isEncryptedByAws({ properties: { SSESpecification: encryption } }: Found): boolean {
  return isMap(encryption) && String(encryption.SSEEnabled) === 'true' && encryption.KMSMasterKeyId === undefined;
}

/** The table, and those that a restore and a drill make of its backups, which are encrypted as it is. */
function copiesOf({ arn, stack }: Found): string[] {
  const [, environment = ''] = stack.stackName.split('-');
  return [arn, `${arn}-restored-a`, `${arn}-${environment}-restored-drill`];
}

function mayRead({ arn: role }: Found, table: string, deployment: Deployment): boolean {
  return ['dynamodb:GetItem', 'dynamodb:Scan'].some(
    (action) => decidedIn(deployment, asRole(deployment.place, role, action, table)) === 'Allowed',
  );
}

function decrypts(role: Found, table: Found, { place }: Deployment): ServiceCall {
  const { region } = table.stack;
  const { arn } = dynamodbKey(place, region);
  const through = { 'kms:CallerAccount': place.accountId, 'kms:ViaService': `dynamodb.${region}.amazonaws.com` };
  const request = asRole(place, role.arn, 'kms:Decrypt', arn, through);
  return {
    use: `DynamoDB decrypts ${table.name}, or what is restored of it, for ${role.name}`,
    page: PAGE,
    request,
    attacks: [instead(request, 'through another service', { 'kms:ViaService': `ssm.${region}.amazonaws.com` })],
  };
}
