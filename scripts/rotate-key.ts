import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { annotate, awsClients, connectionOf } from './aws/clients.ts';
import { defineCommand, main } from './cli/command.ts';
import { UserError } from './cli/errors.ts';
import { namedEnvironment } from './deployment/account.ts';
import { reporterFor } from './deployment/show/reporter.ts';
import { exitCodeOf, rotationLines } from './rotate-key/report.ts';
import { rotateKey } from './rotate-key/rotate.ts';
import { findingText } from './template/finding.ts';

await main(
  defineCommand({
    name: 'rotate-key',
    summary: 'Gives a stack a new value of a secret, an API key for example, while the old one goes on working.',
    usage: '--environment NAME [stack[/secret]]',
    options: {
      environment: { type: 'string', short: 'e', value: 'NAME', help: 'whose stack; must be given' },
    },
    notes: [
      'Without a stack: the only secret whose Metadata says Stackwarden: {VersionParameter: …}. A new random value is put',
      'beside the old one, the stack is deployed with the parameter naming its version, the version becomes the current',
      'one, and is written into the environment’s file, to be committed. Interrupted at any moment, the same command goes',
      'on where it stopped. Exit code 1: the deployment failed; 3: it is held.',
      '',
      'It needs what a deploy needs, and secretsmanager:DescribeSecret, PutSecretValue and UpdateSecretVersionStage on the',
      'secret. It never reads a value.',
      '',
      'Example: npm run rotate-key -- --environment dev student',
    ],
    async run({ options, positionals, root, signal, env, out }) {
      const [wanted, another] = positionals;
      if (another !== undefined) throw new UserError(`one secret at a time: leave out ${another}`);
      const environment = await namedEnvironment(root, options.environment, env);
      const reporter = await reporterFor(out, env);
      const rotation = await rotateKey({
        ...{ root, environment, wanted, signal, env, report: reporter.report, note: out.say },
        clients: (region) => awsClients({ region }),
        secrets: (clients) => {
          const client = new SecretsManagerClient({ ...connectionOf(clients), maxAttempts: 5 });
          annotate(client, 'secretsmanager');
          return client;
        },
      }).finally(() => reporter.end());
      for (const finding of rotation.deployment.findings) out.warn(findingText(finding));
      await reporter.result(rotation.deployment);
      for (const line of rotationLines(rotation)) out.say(line);
      out.document(rotation);
      return exitCodeOf(rotation);
    },
  }),
);
