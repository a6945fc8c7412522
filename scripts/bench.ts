import { cpus } from 'node:os';
import { FULL, QUICK } from './bench/effort.ts';
import { tableLines } from './bench/render.ts';
import { suitesNamed } from './bench/suites.ts';
import { defineCommand, main } from './cli/command.ts';
import { EXIT } from './cli/exit.ts';

await main(
  defineCommand({
    name: 'bench',
    summary: 'Measure how fast the engines are, each beside a peer that is measured in the same run.',
    usage: '[suite...]',
    options: {
      cases: { type: 'string', value: 'FILE', help: 'comparisons to time instead of the built-in ones, as JSON lines' },
      files: { type: 'string', value: 'DIR', help: 'templates to review instead of generated ones' },
      quick: { type: 'boolean', help: 'few repetitions: shows that it works, not how fast it is' },
    },
    notes: [
      'Suites: iam, review, deploy, backup; without a name all of them. Exit code 0 whatever the figures say: a slow machine is no failure.',
      '',
      'Example: npm run bench -- iam --cases comparison-cases.jsonl',
    ],
    async run({ positionals, options, root, signal, out }) {
      const effort = options.quick ? QUICK : FULL;
      const rows = [];
      for (const [suite, measure] of suitesNamed(positionals)) {
        const measured = await measure({
          root,
          cases: options.cases ?? null,
          files: options.files ?? null,
          effort,
          signal,
        });
        rows.push(...measured.map((row) => ({ suite, ...row })));
      }
      for (const line of tableLines(rows)) out.say(line);
      const machine = { node: process.version, processors: cpus().length, model: cpus()[0]?.model ?? null };
      out.document({ formatVersion: 1, quick: options.quick, machine, rows });
      return EXIT.done;
    },
  }),
);
