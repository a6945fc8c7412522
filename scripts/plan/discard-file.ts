import { awsClients } from '../aws/clients.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import type { Output } from '../cli/output.ts';
import { namedEnvironment, openAccount } from '../deployment/account.ts';
import type { DeploymentPlan } from '../deployment/plan.ts';
import { discardPlan } from '../deployment/planning/discard.ts';
import { refuseOtherAccount, refuseOtherEnvironment } from '../deployment/planning/plan-place.ts';

export interface Discarding {
  root: string;
  /** What `--environment` says, if anything. */
  name: string | undefined;
  env: NodeJS.ProcessEnv;
  out: Output;
}

/** Deletes what a plan that was kept left in the account: its change sets, and the stacks that they brought into being. */
export async function discardPlanFile(plan: DeploymentPlan, { root, name, env, out }: Discarding): Promise<ExitCode> {
  refuseOtherEnvironment(plan, name ?? plan.environment);
  const environment = await namedEnvironment(root, plan.environment, env);
  const account = await openAccount(environment, (region) => awsClients({ region }));
  refuseOtherAccount(plan, account);
  const kept = plan.stacks.filter(({ changeSet }) => changeSet !== null);
  for (const stack of kept) {
    const note = await discardPlan(account.clients(stack.region), stack);
    out.say(note ?? `${stack.stack}: change set ${stack.changeSet?.name} deleted`);
  }
  if (kept.length === 0) out.say('the plan has no change sets: nothing to delete');
  out.document({ formatVersion: 1, discarded: kept.map(({ changeSet }) => changeSet?.id) });
  return EXIT.done;
}
