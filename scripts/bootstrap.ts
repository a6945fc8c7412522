import { awsClients } from './aws/clients.ts';
import { checkAccount } from './bootstrap/account.ts';
import { gitHubSettings } from './bootstrap/github.ts';
import { showVariables } from './bootstrap/show.ts';
import { requireTemplates } from './bootstrap/templates.ts';
import { defineCommand, main } from './cli/command.ts';
import { EXIT } from './cli/exit.ts';
import { namedEnvironment, openAccount } from './deployment/account.ts';
import { deployEnvironment } from './deployment/execution/deploy.ts';
import { planEnvironment } from './deployment/planning/plan-environment.ts';
import { exitCodeOfPlan, showPlan } from './deployment/show/plan-result.ts';
import { reporterFor } from './deployment/show/reporter.ts';
import type { Environment } from './template/environment.ts';
import { findingText } from './template/finding.ts';

await main(
  defineCommand({
    name: 'bootstrap',
    summary: "Makes what an environment's deploys need, with a person's credentials: roles, boundary, bucket, audit.",
    usage: '--environment NAME',
    options: {
      environment: { type: 'string', short: 'e', value: 'NAME', help: 'which environment; must be given' },
      'without-audit': { type: 'boolean', help: 'leave out the trail, the analyzer and the alarms' },
      'dry-run': { type: 'boolean', help: 'say what would change, and change nothing' },
    },
    notes: [
      'Run it once, and again after a change to these two stacks. It prints the variables to set in GitHub; none is secret.',
      '',
      'Example: npm run bootstrap -- --environment dev --dry-run',
    ],
    async run({ options, root, signal, env, out }) {
      const environment = await namedEnvironment(root, options.environment, env);
      const stacks = options['without-audit'] ? ['bootstrap'] : ['audit', 'bootstrap'];
      await requireTemplates(root, stacks);
      const settings = await gitHubSettings(root, environment);
      const clients = (region: string) => awsClients({ region });
      const account = await openAccount(environment, clients);
      await checkAccount(account.clients(environment.region), environment, settings);
      const deployment = { root, environment: byPerson(environment), stacks, signal, env, clients };
      if (options['dry-run']) {
        const result = await planEnvironment({ ...deployment, report: () => {}, keep: false });
        showPlan(result, out);
        out.document(result);
        return exitCodeOfPlan(result);
      }
      const reporter = await reporterFor(out, env);
      const result = await deployEnvironment({ ...deployment, report: reporter.report }).finally(() => reporter.end());
      for (const finding of result.findings) out.warn(findingText(finding));
      await reporter.result(result);
      showVariables(result, settings.repository, environment.region, out);
      return result.ok ? EXIT.done : result.held ? EXIT.blocked : EXIT.findings;
    },
  }),
);

/** The environment as it is for the stacks that a person deploys: with that person's permissions, and none skipped. */
function byPerson(environment: Environment): Environment {
  const stacks = Object.entries(environment.stacks).map(([stack, settings]) => [stack, { ...settings, skip: null }]);
  return { ...environment, serviceRole: null, stacks: Object.fromEntries(stacks) };
}
