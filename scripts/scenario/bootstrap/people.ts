import * as iam from '@aws-sdk/client-iam';
import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { type Actor, actor, type Credentials } from '../clients.ts';
import { freshName, type Ground } from './ground.ts';

/** Somebody with a key of their own, and a device. */
export interface Person {
  sts: STSClient;
  serialNumber: string;
}

const CODES = { AuthenticationCode1: '123456', AuthenticationCode2: '234567' };

/** A person of a project for as long as the work lasts, who may try to become anybody. */
export async function withPerson<T>(
  { iam: admin }: Pick<Actor, 'iam'>,
  { endpoint, region }: { endpoint: string; region: string },
  project: string,
  work: (person: Person) => Promise<T>,
): Promise<T> {
  const UserName = freshName();
  const policy = { UserName, PolicyName: 'scenario' };
  const Statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  const user = { UserName, Tags: [{ Key: 'Project', Value: project }] };
  await admin.send(new iam.CreateUserCommand(user));
  await admin.send(new iam.PutUserPolicyCommand({ ...policy, PolicyDocument }));
  const made = await admin.send(new iam.CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: UserName }));
  const SerialNumber = made.VirtualMFADevice?.SerialNumber ?? '';
  await admin.send(new iam.EnableMFADeviceCommand({ UserName, SerialNumber, ...CODES }));
  const { AccessKey } = await admin.send(new iam.CreateAccessKeyCommand({ UserName }));
  const { AccessKeyId = '', SecretAccessKey = '' } = AccessKey ?? {};
  try {
    const { sts } = actor(endpoint, region, { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey });
    return await work({ sts, serialNumber: SerialNumber });
  } finally {
    await admin.send(new iam.DeleteAccessKeyCommand({ UserName, AccessKeyId }));
    await admin.send(new iam.DeactivateMFADeviceCommand({ UserName, SerialNumber }));
    await admin.send(new iam.DeleteVirtualMFADeviceCommand({ SerialNumber }));
    await admin.send(new iam.DeleteUserPolicyCommand(policy));
    await admin.send(new iam.DeleteUserCommand({ UserName }));
  }
}

/** The operator's role, taken on by a person. */
export async function becomeOperator(
  { stage, name }: Ground,
  { sts, serialNumber }: Person,
  { withFactor }: { withFactor: boolean },
): Promise<Credentials> {
  const RoleArn = `arn:aws:iam::${stage.accountId}:role/${name}-operator`;
  const factor = withFactor ? { SerialNumber: serialNumber, TokenCode: '345678' } : {};
  const role = { RoleArn, RoleSessionName: 'scenario', ...factor };
  const { Credentials } = await sts.send(new AssumeRoleCommand(role));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
