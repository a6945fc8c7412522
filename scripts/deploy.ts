import { awsClients } from './aws/clients.ts';
import { defineCommand, main } from './cli/command.ts';
import { EXIT } from './cli/exit.ts';
import { namedEnvironment } from './deployment/account.ts';
import { deployEnvironment } from './deployment/deploy.ts';
import { deployLines, resultLines } from './deployment/render.ts';
import { findingText } from './template/finding.ts';

await main(
  defineCommand({
    name: 'deploy',
    summary: 'Deploys the stacks of an environment by change sets, in the order of their exports and imports.',
    usage: '--environment NAME [stack]...',
    options: {
      environment: { type: 'string', short: 'e', value: 'NAME', help: 'what to deploy to; must be given' },
      'dry-run': { type: 'boolean', help: 'show what would change and execute nothing' },
    },
    notes: [
      'Without a stack: all that the environment does not skip. A stack that fails blocks those that need it;',
      'the others finish. Exit code 0: done, changed or not; 1: a stack failed.',
      '',
      'Example: npm run deploy -- --environment dev --dry-run lab',
    ],
    async run({ options, positionals, root, signal, env, out }) {
      const say = (line: string) => out.say(line);
      const environment = await namedEnvironment(root, options.environment, env);
      const result = await deployEnvironment({
        root,
        environment,
        stacks: positionals,
        clients: (region) => awsClients({ region }),
        signal,
        env,
        dryRun: options['dry-run'],
        report: (event) => deployLines(event, out).forEach(say),
      });
      for (const finding of result.findings) out.warn(findingText(finding));
      resultLines(result).forEach(say);
      out.document(result);
      return result.ok ? EXIT.done : EXIT.findings;
    },
  }),
);
