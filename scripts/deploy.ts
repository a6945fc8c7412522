import { awsClients } from './aws/clients.ts';
import { defineCommand, main } from './cli/command.ts';
import { UserError } from './cli/errors.ts';
import { EXIT } from './cli/exit.ts';
import { deployEnvironment } from './deployment/deploy.ts';
import { deployLines, resultLines } from './deployment/render.ts';
import { type Environment, listEnvironments, readEnvironment } from './template/environment.ts';
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
      const name = options.environment ?? (await missingEnvironment(root));
      const environment = await readEnvironment(root, name, env);
      refuseUnnamedAccount(environment, env);
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

/** No default: a command typed in haste must not reach an account that nobody named. */
async function missingEnvironment(root: string): Promise<never> {
  const names = await listEnvironments(root);
  if (names.length === 0) throw new UserError('there is no environment: add templates/environments/<name>.yaml');
  throw new UserError(`name the environment to deploy to: --environment takes ${names.join(', ')}`);
}

/** Without an account to compare with, credentials that happen to be at hand could deploy a laptop's lab anywhere. */
function refuseUnnamedAccount({ name, account }: Environment, env: NodeJS.ProcessEnv): void {
  if (account !== null || env.AWS_ENDPOINT_URL) return;
  throw new UserError(
    `environment ${name} names no account, so it is deployed to an embedded AWS alone: set AWS_ENDPOINT_URL, or account in templates/environments/${name}.yaml`,
  );
}
