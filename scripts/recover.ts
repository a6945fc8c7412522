import { awsClients } from './aws/clients.ts';
import { defineCommand, main } from './cli/command.ts';
import { UserError } from './cli/errors.ts';
import { EXIT } from './cli/exit.ts';
import { plain } from './cli/plain.ts';
import { namedEnvironment, openAccount } from './deployment/account.ts';
import { recoverStack } from './recover/recover.ts';
import { stackName } from './template/environment.ts';

await main(
  defineCommand({
    name: 'recover',
    summary: 'Brings a stack back that no deploy touches: UPDATE_ROLLBACK_FAILED and the other failed states.',
    usage: '--environment NAME stack',
    options: {
      environment: { type: 'string', short: 'e', value: 'NAME', help: 'whose stack; must be given' },
      skip: { type: 'string', multiple: true, value: 'ID', help: 'a resource that the rollback leaves as it is' },
      retain: { type: 'string', multiple: true, value: 'ID', help: 'a resource that a failed deletion leaves behind' },
    },
    notes: [
      'An update that could not be rolled back is rolled back on; a creation or deletion that failed is deleted.',
      'Repair what holds the stack first: what deploy says of it names the resource and the reason.',
      '',
      'Example: npm run recover -- --environment dev lab --skip LabTable',
    ],
    async run({ options, positionals, root, signal, env, out }) {
      const [stack, ...more] = positionals;
      if (stack === undefined || more.length > 0) {
        throw new UserError('recover takes one stack at a time: npm run recover -- --environment NAME stack');
      }
      const environment = await namedEnvironment(root, options.environment, env);
      const account = await openAccount(environment, (region) => awsClients({ region }));
      const region = environment.stacks[stack]?.region ?? environment.region;
      const { skip, retain } = options;
      const recovered = await recoverStack({
        ...{ clients: account.clients(region), poller: account.poller(region), skip, retain, signal },
        stackName: stackName(environment, stack),
        report: ({ status, logicalId, reason }) =>
          out.say(plain(`${stack}:   ${status} ${logicalId}${reason ? `: ${reason}` : ''}`)),
      });
      const { before, after, cause } = recovered;
      const why = cause === null ? '' : `: ${cause.logicalId ? `${cause.logicalId}: ` : ''}${cause.message}`;
      out.say(plain(`${stack}: ${before} → ${after}${why}`));
      out.document({ formatVersion: 1, environment: environment.name, stack, ...recovered });
      return cause === null ? EXIT.done : EXIT.findings;
    },
  }),
);
