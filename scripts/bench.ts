import { FULL, QUICK } from './bench/effort.ts';
import { BENCH_FORMATS, FORMATS, formOf } from './bench/forms.ts';
import { tableLines } from './bench/render.ts';
import { emptyResult } from './bench/result.ts';
import { suitesNamed } from './bench/suites.ts';
import { defineCommand, main } from './cli/command.ts';
import { checkCopies, copiesOf, WRITE, writeCopy } from './cli/copies.ts';
import { EXIT } from './cli/exit.ts';

await main(
  defineCommand({
    name: 'bench',
    summary: 'Measure how fast the engines are, each beside a peer that is measured in the same run.',
    usage: '[suite...]',
    formats: FORMATS,
    options: {
      cases: { type: 'string', value: 'FILE', help: 'comparisons to time instead of the built-in ones, as JSON lines' },
      files: { type: 'string', value: 'DIR', help: 'templates to review instead of generated ones' },
      quick: { type: 'boolean', help: 'few repetitions: shows that it works, not how fast it is' },
      write: WRITE,
    },
    notes: [
      'Suites: iam, review, deploy, backup; without a name all of them. Exit code 0 whatever the figures say: a slow machine is no failure.',
      'markdown: a table with the ratios to the peers, the machine and the day, for a document.',
      '',
      'Example: npm run bench -- iam --cases comparison-cases.jsonl',
      'Example: npm run bench -- --write markdown=bench.md',
    ],
    async run({ positionals, options, root, signal, out }) {
      const { cases = null, files = null, quick } = options;
      const suites = suitesNamed(positionals);
      const copies = copiesOf(options.write, BENCH_FORMATS);
      await checkCopies(root, copies);
      const result = emptyResult(quick);
      for (const [suite, measure] of suites) {
        const rows = await measure({ root, cases, files, effort: quick ? QUICK : FULL, signal });
        result.rows.push(...rows.map((row) => ({ suite, ...row })));
      }
      for (const { format, file } of copies) await writeCopy(root, file, formOf(format, result));
      for (const line of tableLines(result.rows)) out.say(line);
      out.document(result);
      out.print(formOf('markdown', result));
      return EXIT.done;
    },
  }),
);
