import { availableParallelism } from 'node:os';
import { defineCommand, main } from './cli/command.ts';
import { UserError } from './cli/errors.ts';
import { EXIT } from './cli/exit.ts';
import { projectFolder } from './cli/project.ts';
import { runTool } from './cli/tool.ts';
import { testFiles } from './test/files.ts';

/** Files at a time: one more than there are processors, as much of the time the tests wait for others. */
const FILES_AT_ONCE = availableParallelism() + 1;

/** A test that takes longer waits for what will not come. */
const HANGING_MS = 300_000;

await main(
  defineCommand({
    name: 'test',
    summary: 'Run the tests: all of them, or those whose path contains one of the given words.',
    usage: '[word...]',
    options: {
      grep: { type: 'string', value: 'TEXT', help: 'only tests whose name contains it' },
    },
    notes: ['Examples: npm test -- template/zip    npm test -- lab --grep denied'],
    async run({ positionals, options, out, signal }) {
      const files = await testFiles(projectFolder, positionals);
      if (files.length === 0) throw new UserError(`no test file matches ${positionals.join(' or ') || 'test/**'}`);
      const only = options.grep === undefined ? [] : [`--test-name-pattern=${literal(options.grep)}`];
      const limits = [`--test-timeout=${HANGING_MS}`, `--test-concurrency=${FILES_AT_ONCE}`];
      const args = ['--import', 'tsx', '--test', ...limits, ...reporters(), ...only, ...files];
      const passed = (await runTool(process.execPath, args, { out, signal })) === 0;
      out.document({ formatVersion: 1, passed, files });
      return passed ? EXIT.done : EXIT.findings;
    },
  }),
);

/** The runner takes a regular expression. */
function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** The second reporter fails a run in which no test was executed, which the runner itself calls a success. */
function reporters(): string[] {
  return ['spec', './scripts/test/executed-reporter.mjs'].flatMap((reporter) => [
    `--test-reporter=${reporter}`,
    '--test-reporter-destination=stdout',
  ]);
}
