import { defineCommand, main } from './cli/command.ts';
import { UserError } from './cli/errors.ts';
import { EXIT } from './cli/exit.ts';
import { redrive } from './redrive/redrive.ts';
import { redriveLines } from './redrive/report.ts';
import { redriveTarget } from './redrive/target.ts';
import { readEnvironment } from './template/environment.ts';

await main(
  defineCommand({
    name: 'redrive',
    summary: 'Does what the user-buckets stack failed on: sign-ups, addresses of buckets, users without a bucket.',
    usage: '',
    options: {
      environment: { type: 'string', short: 'e', value: 'NAME', default: 'dev', help: 'whose stack' },
      'dry-run': { type: 'boolean', help: 'show what there is to do and do nothing' },
    },
    notes: [
      'Replays the records that bucket-creation failed on and the events that bucket-uri-insert failed on, and removes',
      'each when it is done. Then it asks for the buckets of users who have none. Running it again does no harm; the',
      'addresses are written a moment after it ends. Exit code 1: something failed again, and is kept.',
      '',
      'Example: npm run redrive -- --environment dev --dry-run',
    ],
    async run({ options, root, signal, env, out }) {
      const environment = await readEnvironment(root, options.environment, env);
      if (environment.account === null && !env.AWS_ENDPOINT_URL) {
        throw new UserError(
          `environment ${environment.name} names no account: set AWS_ENDPOINT_URL to an embedded AWS, or account in templates/environments/${environment.name}.yaml`,
        );
      }
      const target = await redriveTarget(environment);
      const result = await redrive(target, { dryRun: options['dry-run'], signal });
      for (const line of redriveLines(result)) out.say(line);
      out.document(result);
      return result.ok ? EXIT.done : EXIT.findings;
    },
  }),
);
