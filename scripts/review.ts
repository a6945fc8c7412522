import { defineCommand, main } from './cli/command.ts';
import { explain } from './review/explain.ts';
import { review } from './review/run.ts';

await main(
  defineCommand({
    name: 'review',
    summary: 'Review the policies of templates and policy documents, without credentials, network or parameter values.',
    usage: '[explain <rule>]',
    options: {
      'fail-on': {
        type: 'string',
        value: 'error|warning',
        default: 'error',
        help: 'which findings make the exit code 1',
      },
    },
    notes: [
      'With --root any folder can be reviewed: every *.json, *.yaml, *.yml and *.template below it. In a repository of',
      'this layout these are the files of templates/ and policies/.',
      '',
      'Exit code 0: no finding of that severity, 1: there are some.',
      '',
      'Example: npm run review -- explain public-access',
    ],
    run: ({ options, positionals, root, out }) =>
      positionals.length > 0 ? explain(positionals, out) : review(root, options['fail-on'], out),
  }),
);
