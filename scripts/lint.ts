import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { defineCommand, main } from './cli/command.ts';
import { EXIT } from './cli/exit.ts';
import { projectFolder } from './cli/project.ts';

await main(
  defineCommand({
    name: 'lint',
    summary: 'Check format, style (Biome) and types (tsc).',
    usage: '',
    options: { fix: { type: 'boolean', help: 'write what Biome can fix' } },
    async run({ options }) {
      const biome = await run('biome', ['check', '--error-on-warnings', ...(options.fix ? ['--write'] : []), '.']);
      const types = await run('tsc', ['--noEmit']);
      return biome === 0 && types === 0 ? EXIT.done : EXIT.findings;
    },
  }),
);

function run(tool: string, args: string[]): Promise<number | null> {
  const program = join(projectFolder, 'node_modules', '.bin', tool);
  const child = spawn(program, args, { cwd: projectFolder, stdio: 'inherit' });
  return new Promise((resolve) => child.on('close', resolve));
}
