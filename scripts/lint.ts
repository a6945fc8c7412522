import { defineCommand, main } from './cli/command.ts';
import { EXIT } from './cli/exit.ts';
import { runTool } from './cli/tool.ts';

await main(
  defineCommand({
    name: 'lint',
    summary: 'Check format, style (Biome) and types (tsc).',
    usage: '',
    options: { fix: { type: 'boolean', help: 'write what Biome can fix' } },
    async run({ options, out, signal }) {
      const biome = ['check', '--error-on-warnings', ...(options.fix ? ['--write'] : []), '.'];
      const checks: { name: string; passed: boolean }[] = [];
      for (const [name, args] of [['biome', biome] as const, ['tsc', ['--noEmit']] as const]) {
        const program = `node_modules/.bin/${name}`;
        checks.push({ name, passed: (await runTool(program, args, { out, signal })) === 0 });
      }
      const passed = checks.every((check) => check.passed);
      out.document({ formatVersion: 1, passed, checks });
      return passed ? EXIT.done : EXIT.findings;
    },
  }),
);
