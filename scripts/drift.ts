import { defineCommand, main } from './cli/command.ts';
import { copiesOf, WRITE, writeCopy } from './cli/copies.ts';
import { EXIT } from './cli/exit.ts';
import { namedEnvironment, onePerRegion, openAccount } from './deployment/account.ts';
import { selectStacks } from './deployment/prepare.ts';
import { liveClients } from './deployment/readback/clients.ts';
import { environmentDrift } from './drift/drift.ts';
import { DRIFT_FORMATS, FORMATS, formOf } from './drift/forms.ts';
import { policyDrift } from './drift/policies.ts';
import { driftLines, policyLines } from './drift/render.ts';
import { driftDocument, verdictOf } from './drift/report.ts';
import { withStacksOfPeople } from './template/environment.ts';

await main(
  defineCommand({
    name: 'drift',
    summary: 'Finds what was changed outside of the stacks, and removes the change sets of old plans.',
    usage: '--environment NAME [stack]...',
    formats: FORMATS,
    options: {
      environment: { type: 'string', short: 'e', value: 'NAME', help: 'whose stacks; must be given' },
      'keep-plans': { type: 'boolean', help: 'leave change sets that nobody executed for a week' },
      write: WRITE,
    },
    notes: [
      'CloudFormation compares the resources with their templates; the policies are read back and compared by what they',
      'allow, also those that CloudFormation cannot check. markdown: a document for an issue.',
      '',
      'Exit code 1: something differs or could not be checked. deploy --revert-drift brings back what CloudFormation sees.',
      '',
      'Example: npm run drift -- --environment prod --write markdown=drift.md',
    ],
    async run({ options, positionals, root, signal, env, out }) {
      const copies = copiesOf(options.write, DRIFT_FORMATS);
      const environment = withStacksOfPeople(await namedEnvironment(root, options.environment, env));
      const { stacks } = await selectStacks(root, environment, positionals);
      const clients = onePerRegion((region) => liveClients({ region }));
      const account = await openAccount(environment, clients);
      const keepPlans = options['keep-plans'];
      const results = await environmentDrift({ environment, account, stacks, keepPlans, now: new Date(), signal });
      for (const result of results) for (const line of driftLines(result)) out.say(line);
      const policies = await policyDrift({ root, environment, account, stacks, clients, signal });
      for (const line of policyLines(policies)) out.say(line);
      const { accountId } = account;
      const report = { environment: environment.name, accountId, stacks: results, policies };
      for (const { format, file } of copies) await writeCopy(root, file, formOf(format, report));
      out.document(driftDocument(report));
      out.print(formOf('markdown', report));
      return verdictOf(report) === 'same' ? EXIT.done : EXIT.findings;
    },
  }),
);
