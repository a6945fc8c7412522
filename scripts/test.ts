import { spawn } from 'node:child_process';
import { defineCommand, main } from './cli/command.ts';
import { UserError } from './cli/errors.ts';
import { EXIT } from './cli/exit.ts';
import { projectFolder } from './cli/project.ts';
import { testFiles } from './test/files.ts';

await main(
  defineCommand({
    name: 'test',
    summary: 'Run the tests: all of them, or those whose path contains one of the given words.',
    usage: '[word...]',
    options: {
      grep: { type: 'string', value: 'TEXT', help: 'only tests whose name contains it' },
    },
    notes: ['Examples: npm test -- template/zip    npm test -- lab --grep denied'],
    async run({ positionals, options, signal }) {
      const files = await testFiles(projectFolder, positionals);
      if (files.length === 0) throw new UserError(`no test file matches ${positionals.join(' or ') || 'test/**'}`);
      const only = options.grep === undefined ? [] : [`--test-name-pattern=${options.grep}`];
      const child = spawn(process.execPath, ['--import', 'tsx', '--test', ...reporters(), ...only, ...files], {
        cwd: projectFolder,
        stdio: 'inherit',
      });
      // Ctrl-C reaches the tests by the terminal; a signal to this process alone does not.
      signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
      const status = await new Promise((resolve) => child.on('close', resolve));
      return status === 0 ? EXIT.done : EXIT.findings;
    },
  }),
);

/** The second reporter fails a run in which no test was executed, which the runner itself calls a success. */
function reporters(): string[] {
  return ['spec', './scripts/test/executed-reporter.mjs'].flatMap((reporter) => [
    `--test-reporter=${reporter}`,
    '--test-reporter-destination=stdout',
  ]);
}
