import { defineCommand, main } from './cli/command.ts';
import { WRITE } from './cli/copies.ts';
import { BESIDE_RULES } from './review/beside-rules.ts';
import { explain } from './review/explain.ts';
import { FORMATS } from './review/output/outputs.ts';
import { practiceLines } from './review/practices.ts';
import { review } from './review/run.ts';

await main(
  defineCommand({
    name: 'review',
    summary: 'Review the policies of templates and policy documents, without credentials, network or parameter values.',
    usage: '[explain <rule>|live|suppressions]',
    formats: FORMATS,
    options: {
      base: {
        type: 'string',
        value: 'REF',
        help: 'only what HEAD and the work tree change since they left this git ref',
      },
      'fail-on': {
        type: 'string',
        value: 'error|warning|access',
        default: 'error',
        help: 'what makes the exit code 1; access: any that is gained, and errors',
      },
      write: WRITE,
      live: {
        type: 'boolean',
        help: 'ask AWS as well, with the credentials at hand: a second opinion, and what is deployed',
      },
      environment: { type: 'string', short: 'e', value: 'NAME', help: 'with --live: whose stacks are read back' },
    },
    notes: [
      'With --root any folder can be reviewed: every *.json, *.yaml, *.yml and *.template below it. In a repository of',
      'this layout these are the files of templates/ and policies/.',
      '',
      'With --live AWS checks each policy (IAM Access Analyzer), the policies of the deployed stacks are compared with these,',
      'and grants that nobody has used are told. It only reads; what AWS does not answer leaves a note. The permissions that',
      'this needs: npm run review -- explain live',
      '',
      'Exit code 0: nothing of what --fail-on names, 1: there is some.',
      '',
      'The nine practices for the permissions of functions, and the rules that tell where they are not followed:',
      ...practiceLines(),
      '',
      'Example: npm run review -- explain public-access',
    ],
    run: ({ options, positionals, root, out, env, signal }) =>
      positionals.length > 0 ? explain(positionals, out, BESIDE_RULES) : review(root, options, { out, env, signal }),
  }),
);
