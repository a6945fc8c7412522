import { defineCommand, main } from './cli/command.ts';
import { WRITE } from './cli/copies.ts';
import { proveCommand } from './prove/command.ts';
import { FORMATS } from './prove/tell/forms.ts';

await main(
  defineCommand({
    name: 'prove',
    summary: 'Prove that each grant is needed, and that each condition and denial keeps somebody out.',
    usage: '[stack...]',
    formats: FORMATS,
    options: {
      base: {
        type: 'string',
        value: 'REF',
        help: 'only the stacks that HEAD and the work tree change since this git ref',
      },
      accounts: { type: 'string', value: 'N', default: '3', help: 'accounts in which policies are tried at once' },
      write: WRITE,
    },
    notes: [
      'Takes one thing at a time away from the policies of each role and resource (an action, a resource, a principal, a',
      'condition), deploys that to an embedded AWS and runs the stack’s scenario. What nobody misses is excess. Then it widens',
      'each condition, principal, denial and trust: somebody must get in, or nobody has tried the door. What the embedded AWS',
      'does not check, because services of AWS do it, is decided by rule, each with the page of AWS that tells of it.',
      '',
      'Without a stack: all that the environment `local` deploys. Exit code 0: nothing is excess or untested, 1: something is.',
      '',
      'Example: npm run prove -- lab',
    ],
    run: ({ positionals: named, options, ...invocation }) => proveCommand({ ...invocation, ...options, named }),
  }),
);
