import { text } from 'node:stream/consumers';
import { defineCommand, main } from './cli/command.ts';
import { UserError } from './cli/errors.ts';
import { EXIT } from './cli/exit.ts';
import { explainFailure, FAILURES } from './failures/explain.ts';

await main(
  defineCommand({
    name: 'explain',
    summary: 'Says what an error text of AWS, of a deploy or of a browser means, and what to do.',
    usage: '[error text | -]',
    options: { list: { type: 'boolean', help: 'name everything that is known' } },
    notes: [
      'Without a text, or with -, it is read from the standard input. Exit code 1: the text is not known.',
      '',
      "Example: npm run explain -- 'No export named stackwarden-dev-Key found'",
    ],
    async run({ options, positionals, out }) {
      if (options.list) {
        for (const { id, title } of FAILURES) out.say(`${id.padEnd(32)}${title}`);
        out.document({ formatVersion: 1, failures: FAILURES.map(({ id, title, source }) => ({ id, title, source })) });
        return EXIT.done;
      }
      const said = await saidBy(positionals);
      const known = explainFailure(said);
      for (const [place, { title, why, fix, source }] of known.entries()) {
        if (place > 0) out.say();
        out.say(out.style('bold', title));
        for (const line of [why, `→ ${fix}`, source]) out.say(`  ${line}`);
      }
      if (known.length === 0)
        out.say('This text is not known here: look at the first failed event of the stack (npm run deploy shows it).');
      out.document({ formatVersion: 1, explanations: known });
      return known.length === 0 ? EXIT.findings : EXIT.done;
    },
  }),
);

async function saidBy(words: readonly string[]): Promise<string> {
  const given = words.join(' ').trim();
  const isPiped = given === '-' || (given === '' && !process.stdin.isTTY);
  const said = isPiped ? (await text(process.stdin)).trim() : given;
  if (said === '') throw new UserError("give the error text: npm run explain -- 'No export named x found'");
  return said;
}
