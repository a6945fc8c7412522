import { awsClients } from './aws/clients.ts';
import { defineCommand, main } from './cli/command.ts';
import { EXIT } from './cli/exit.ts';
import { namedEnvironment, openAccount } from './deployment/account.ts';
import { selectStacks } from './deployment/prepare.ts';
import { environmentDrift } from './drift/drift.ts';
import { driftLines } from './drift/render.ts';

await main(
  defineCommand({
    name: 'drift',
    summary: 'Finds what was changed outside of the stacks, and removes the change sets of old plans.',
    usage: '--environment NAME [stack]...',
    options: {
      environment: { type: 'string', short: 'e', value: 'NAME', help: 'whose stacks; must be given' },
      'keep-plans': { type: 'boolean', help: 'leave change sets that nobody executed for a week' },
    },
    notes: [
      'Exit code 1: something differs or could not be checked. deploy --revert-drift brings it back. Policies of types that',
      'CloudFormation cannot check: npm run review -- --live --environment NAME.',
      '',
      'Example: npm run drift -- --environment prod',
    ],
    async run({ options, positionals, root, signal, env, out }) {
      const environment = await namedEnvironment(root, options.environment, env);
      const { stacks } = await selectStacks(root, environment, positionals);
      const account = await openAccount(environment, (region) => awsClients({ region }));
      const keepPlans = options['keep-plans'];
      const results = await environmentDrift({ environment, account, stacks, keepPlans, now: new Date(), signal });
      for (const result of results) for (const line of driftLines(result)) out.say(line);
      out.document({ formatVersion: 1, environment: environment.name, accountId: account.accountId, stacks: results });
      return results.every(({ cause, drifted }) => cause === null && drifted.length === 0) ? EXIT.done : EXIT.findings;
    },
  }),
);
