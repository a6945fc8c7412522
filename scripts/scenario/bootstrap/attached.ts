import { DeleteRolePolicyCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import type { Purpose } from '../jobs.ts';
import type { Ground } from './ground.ts';

const NAME = 'scenario';

/**
 * Gives a role of a job more, for as long as the work lasts: what a Deny is for is what else may come to be attached to a
 * role. One that a killed scenario left is overwritten, and goes.
 */
export async function whileAttached<T>(
  { stage: { owner }, name }: Ground,
  purpose: Purpose,
  statements: object[],
  work: () => Promise<T>,
): Promise<T> {
  const policy = { RoleName: `${name}-${purpose}`, PolicyName: NAME };
  const Statement = statements.map((statement) => ({ Effect: 'Allow', ...statement }));
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await owner.iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument }));
  try {
    return await work();
  } finally {
    await owner.iam.send(new DeleteRolePolicyCommand(policy));
  }
}
