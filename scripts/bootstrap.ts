import { IAMClient } from '@aws-sdk/client-iam';
import { awsClients } from './aws/clients.ts';
import { listResources } from './aws/resources.ts';
import { describeStack } from './aws/stacks.ts';
import { checkProvider, gitHubSettings } from './bootstrap/github.ts';
import { variableLines } from './bootstrap/variables.ts';
import { defineCommand, main } from './cli/command.ts';
import { EXIT } from './cli/exit.ts';
import { namedEnvironment, openAccount } from './deployment/account.ts';
import { deployEnvironment } from './deployment/execution/deploy.ts';
import { reporterFor } from './deployment/show/reporter.ts';
import { type Environment, stackName } from './template/environment.ts';
import { findingText } from './template/finding.ts';

await main(
  defineCommand({
    name: 'bootstrap',
    summary: "Makes what an environment's deploys need, with a person's credentials: roles, boundary, bucket, audit.",
    usage: '--environment NAME',
    options: {
      environment: { type: 'string', short: 'e', value: 'NAME', help: 'which environment; must be given' },
      'without-audit': { type: 'boolean', help: 'leave out the trail, the analyzer and the alarms' },
    },
    notes: [
      'Run it once, and again after a change to these two stacks. It prints the variables to set in GitHub; none is secret.',
      '',
      'Example: npm run bootstrap -- --environment dev',
    ],
    async run({ options, root, signal, env, out }) {
      const environment = await namedEnvironment(root, options.environment, env);
      const settings = await gitHubSettings(root, environment);
      const account = await openAccount(environment, (region) => awsClients({ region }));
      const clients = account.clients(environment.region);
      const present = await describeStack(clients, stackName(environment, 'bootstrap'));
      const resources = present === null ? [] : await listResources(clients, present.id);
      const isOurs = resources.some(
        ({ type, status }) => type.endsWith('OIDCProvider') && status !== 'DELETE_COMPLETE',
      );
      const { endpoint, sts } = clients;
      const iam = new IAMClient({
        ...{ region: environment.region, credentials: sts.config.credentials },
        ...(endpoint === null ? {} : { endpoint }),
      });
      await checkProvider(iam, settings, isOurs, environment.name);
      const stacks = options['without-audit'] ? ['bootstrap'] : ['audit', 'bootstrap'];
      const reporter = await reporterFor(out, env);
      const result = await deployEnvironment({
        ...{ root, environment: byPerson(environment), stacks, signal, env, report: reporter.report },
        clients: (region) => awsClients({ region }),
      }).finally(() => reporter.end());
      for (const finding of result.findings) out.warn(findingText(finding));
      await reporter.result(result);
      const variables = result.ok ? variableLines(result, environment.region) : [];
      if (variables.length > 0)
        out.say(`\nSet these in ${settings.repository}, after making the environments that they name:`);
      for (const line of variables) out.say(`  ${line}`);
      out.document({ ...result, variables });
      return result.ok ? EXIT.done : result.held ? EXIT.blocked : EXIT.findings;
    },
  }),
);

/** The environment as it is for the stacks that a person deploys: with that person's permissions, and none skipped. */
function byPerson(environment: Environment): Environment {
  const stacks = Object.entries(environment.stacks).map(([stack, settings]) => [stack, { ...settings, skip: null }]);
  return { ...environment, serviceRole: null, stacks: Object.fromEntries(stacks) };
}
