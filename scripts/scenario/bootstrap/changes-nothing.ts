import * as cfn from '@aws-sdk/client-cloudformation';
import * as iam from '@aws-sdk/client-iam';
import { PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { Actor } from '../clients.ts';
import type { Purpose } from '../jobs.ts';
import { denied, freshName, type Ground, pastIam } from './ground.ts';

type Call = (as: Actor, ground: Ground) => Promise<unknown>;

const document = (statement: object) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
const PolicyDocument = document({ Action: 's3:ListAllMyBuckets', Resource: '*' });
const AssumeRolePolicyDocument = document({ Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } });
/** Of the environment, as names go. */
const made = ({ environment }: Ground) => ({ RoleName: `${freshName()}-${environment}` });
const stackOf = ({ name }: Ground) => ({ StackName: `${name}-${freshName()}` });

const executes: Call = (as, ground) => {
  const named = { ...stackOf(ground), ChangeSetName: `${ground.prefix}-0` };
  return as.cloudformation.send(new cfn.ExecuteChangeSetCommand(named));
};

/** What would give a job more than it has, or change what it looks at. */
const CALLS: Record<string, Call> = {
  'cloudformation:ExecuteChangeSet': executes,
  'cloudformation:UpdateStack': (as, ground) =>
    as.cloudformation.send(new cfn.UpdateStackCommand({ ...stackOf(ground), UsePreviousTemplate: true })),
  'cloudformation:DeleteStack': (as, ground) => as.cloudformation.send(new cfn.DeleteStackCommand(stackOf(ground))),
  'cloudformation:UpdateTerminationProtection': (as, ground) => {
    const guard = { ...stackOf(ground), EnableTerminationProtection: false };
    return as.cloudformation.send(new cfn.UpdateTerminationProtectionCommand(guard));
  },
  'iam:CreateRole': (as, ground) =>
    as.iam.send(new iam.CreateRoleCommand({ ...made(ground), AssumeRolePolicyDocument })),
  'iam:PutRolePolicy': (as, ground) =>
    as.iam.send(new iam.PutRolePolicyCommand({ ...made(ground), PolicyName: 'p', PolicyDocument })),
  'iam:AttachRolePolicy': (as, ground) => {
    const PolicyArn = `arn:aws:iam::${ground.stage.accountId}:policy/${ground.name}-boundary`;
    return as.iam.send(new iam.AttachRolePolicyCommand({ ...made(ground), PolicyArn }));
  },
  'iam:UpdateAssumeRolePolicy': (as, ground) => {
    const trust = { ...made(ground), PolicyDocument: AssumeRolePolicyDocument };
    return as.iam.send(new iam.UpdateAssumeRolePolicyCommand(trust));
  },
  'iam:DeleteRolePolicy': (as, ground) =>
    as.iam.send(new iam.DeleteRolePolicyCommand({ ...made(ground), PolicyName: 'p' })),
  's3:PutBucketVersioning': (as, { backups: Bucket }) => {
    const VersioningConfiguration = { Status: 'Enabled' as const };
    return as.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  },
  'sqs:SetQueueAttributes': (as, { stage, environment }) => {
    const QueueUrl = `${stage.endpoint}/${stage.accountId}/${freshName()}-${environment}`;
    return as.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { DelaySeconds: '1' } }));
  },
};

/** Of these a job has some, by its own policy. */
const OWN: Partial<Record<Purpose, RegExp>> = { deploy: /^cloudformation:(?!UpdateStack)/ };

export async function changingNothing(ground: Ground, purposes: readonly Purpose[]): Promise<void> {
  const { stage } = ground;
  for (const purpose of purposes) {
    await stage.part(`${purpose}: changes nothing by itself`, async () => {
      const as = await stage.job(purpose);
      for (const [action, call] of Object.entries(CALLS)) {
        if (OWN[purpose]?.test(action)) continue;
        await stage.refused(`${purpose} does no ${action}`, { action, decision: denied }, () =>
          pastIam(call(as, ground)),
        );
      }
    });
  }
}
