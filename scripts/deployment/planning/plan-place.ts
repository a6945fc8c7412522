import { UserError } from '../../cli/errors.ts';
import type { DeploymentPlan } from '../plan.ts';

/** @throws UserError for a plan of another environment */
export function refuseOtherEnvironment({ environment }: DeploymentPlan, name: string): void {
  if (environment !== name) throw new UserError(`this plan is for environment ${environment}, not ${name}`);
}

/** @throws UserError for credentials of another account than the plan's */
export function refuseOtherAccount(plan: DeploymentPlan, { accountId }: { accountId: string }): void {
  if (accountId === plan.accountId) return;
  throw new UserError(`the plan is for account ${plan.accountId}, these credentials belong to ${accountId}`);
}
