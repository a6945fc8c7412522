import { defineCommand, main } from './cli/command.ts';
import { makeNew } from './new/new.ts';

await main(
  defineCommand({
    name: 'new',
    summary:
      'Make a new stack, function or review rule, with all that belongs to it, so that every check passes at once.',
    usage: 'stack|function|rule <name>',
    options: {
      stack: { type: 'string', value: 'NAME', help: 'the stack that the function belongs to' },
      'dry-run': { type: 'boolean', help: 'only list what it would write' },
    },
    notes: [
      'stack      template, policies, a function, its test and events, scenario, and its part in each environment',
      'function   handler, test and events, policy, and role, log group and function in the template of its stack',
      'rule       a file, a line in the list of rules, and golden cases',
      '',
      'It writes everything or nothing. .github/CONTRIBUTING.md shows what to do next.',
      'Example: npm run new -- stack notes',
    ],
    run: ({ options, ...invocation }) => makeNew({ ...invocation, stack: options.stack, dryRun: options['dry-run'] }),
  }),
);
