import { awsClients } from './aws/clients.ts';
import { defineCommand, main } from './cli/command.ts';
import { UserError } from './cli/errors.ts';
import { EXIT } from './cli/exit.ts';
import { namedEnvironment, openAccount } from './deployment/account.ts';
import { destroyPlan, destroyStacks } from './destroy/destroy.ts';
import { planLines, resultLines } from './destroy/render.ts';

await main(
  defineCommand({
    name: 'destroy',
    summary: 'Deletes the stacks of an environment, those that import before those that export.',
    usage: '--environment NAME [stack]...',
    options: {
      environment: { type: 'string', short: 'e', value: 'NAME', help: 'whose stacks; must be given' },
      confirm: { type: 'string', value: 'NAME', help: "the environment's name again: without it nothing is deleted" },
      'allow-delete': {
        ...{ type: 'string', multiple: true, value: 'ID' },
        help: 'a resource with data that may go, as Table or stack/Table',
      },
      unprotect: { type: 'boolean', help: 'turn termination protection off first' },
    },
    notes: [
      'Shows what would go, what its deletion policy keeps, and what is in the way; deletes with --confirm only, and',
      'nothing as long as something is in the way. Exit code 3: held.',
      '',
      'Example: npm run destroy -- --environment dev --confirm dev lab',
    ],
    async run({ options, positionals, root, signal, env, out }) {
      const environment = await namedEnvironment(root, options.environment, env);
      const { confirm, unprotect } = options;
      if (confirm !== undefined && confirm !== environment.name) {
        throw new UserError(`--confirm takes the name of the environment, ${environment.name}, not '${confirm}'`);
      }
      const account = await openAccount(environment, (region) => awsClients({ region }));
      const allowDelete = options['allow-delete'];
      const plan = await destroyPlan({ root, environment, account, stacks: positionals, allowDelete, unprotect });
      for (const line of planLines(plan)) out.say(line);
      const isAgreed = confirm !== undefined && plan.held.length === 0;
      const told = ({ stack, text }: { stack: string; text: string }) => out.say(`${stack}:   ${text}`);
      const results = isAgreed ? await destroyStacks(plan, { account, signal, unprotect, told }) : [];
      for (const line of resultLines(results)) out.say(line);
      if (confirm === undefined && plan.stacks.length > 0) {
        out.say(`nothing was deleted: add --confirm ${environment.name} to delete these stacks`);
      }
      const { stacks, held } = plan;
      out.document({
        formatVersion: 1,
        environment: environment.name,
        accountId: account.accountId,
        stacks,
        held,
        results,
      });
      if (stacks.length === 0) return EXIT.done;
      if (!isAgreed) return EXIT.blocked;
      return results.every(({ status }) => status === 'deleted') ? EXIT.done : EXIT.findings;
    },
  }),
);
