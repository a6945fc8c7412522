import { equal, match } from 'node:assert/strict';
import { test } from 'node:test';
import { runProgram } from '../cli/program.ts';

const MISTAKES: [args: string[], line: RegExp][] = [
  [['lap'], /^prove: templates\/environments\/local\.yaml deploys no stack 'lap'; did you mean lab\?/],
  [['--accounts', '0'], /^prove: --accounts takes a number from 1 to 16, not '0'$/],
  [['--accounts', 'many'], /^prove: --accounts takes a number from 1 to 16, not 'many'$/],
  [['--write', 'pdf=proof.pdf'], /^prove: --write takes FORMAT=FILE, .*text\|json\|markdown/],
  [['--write', 'markdown=no-such-folder/proof.md'], /^prove: .*no-such-folder/],
  [['--base', 'no-such-ref'], /^prove: no commit is called 'no-such-ref'/],
  [['--root', '/nowhere'], /^prove: /],
];

for (const [args, line] of MISTAKES) {
  test(`prove ${args.join(' ')} is a mistake, told in one line before anything is started`, async () => {
    const { code, stdout, stderr } = await runProgram('prove', args, process.env);
    equal(code, 2, stderr);
    equal(stdout, '');
    equal(stderr.trimEnd().split('\n').length, 1, stderr);
    match(stderr.trimEnd(), line);
  });
}
