import { join, resolve } from 'node:path';
import { defineCommand, main } from './cli/command.ts';
import { UserError } from './cli/errors.ts';
import { stateFolder } from './cli/project.ts';
import { WORKFLOW_OPTIONS, wishesOf } from './workflow/options.ts';
import { tryWorkflow } from './workflow/workflow.ts';

await main(
  defineCommand({
    name: 'workflow',
    summary: 'Runs a workflow of .github/workflows on this machine, as it would run on GitHub.',
    usage: '<name>',
    options: WORKFLOW_OPTIONS,
    notes: [
      'It is run by act, as it is in your last commit, against an embedded AWS with the roles of bootstrap, a local issuer',
      'of OIDC tokens, an artifact store and a stand-in of GitHub. Third-party actions are replaced by stand-ins that do',
      'the real thing. Before a job of a GitHub environment it asks, as GitHub would. What is deployed stays for the next',
      'run; --fresh forgets it. Exit code 1: a job failed; 3: it waits at a gate.',
      '',
      'A pull request is what HEAD has and the base does not. The jobs run your code, with your rights on this machine.',
      '',
      'Examples: npm run workflow -- review --base main',
      '          npm run workflow -- deploy --approve dev',
      '          npm run workflow -- backup --input table=lab/LabTable --approve dev-backup',
    ],
    run({ options, positionals, ...invocation }) {
      const [name, ...others] = positionals;
      if (others.length > 0) throw new UserError(`one workflow at a time: leave out ${others.join(' ')}`);
      const state = options.state === undefined ? join(stateFolder, 'workflow') : resolve(options.state);
      return tryWorkflow({ ...invocation, name, state, wishes: wishesOf(options) });
    },
  }),
);
