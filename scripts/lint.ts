import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { defineCommand, main } from './cli/command.ts';
import { EXIT } from './cli/exit.ts';
import { projectFolder } from './cli/project.ts';
import { runTool } from './cli/tool.ts';

/** What runs in a browser has types of its own: the projects of the sites, `templates/<stack>/tsconfig.json`. */
async function siteProjects(): Promise<string[]> {
  const folder = join(projectFolder, 'templates');
  const names = (await readdir(folder, { withFileTypes: true })).filter((one) => one.isDirectory());
  const projects = names.map(({ name }) => `templates/${name}/tsconfig.json`);
  return projects.filter((project) => existsSync(join(projectFolder, project))).sort();
}

await main(
  defineCommand({
    name: 'lint',
    summary: 'Check format, style (Biome) and types (tsc).',
    usage: '',
    options: { fix: { type: 'boolean', help: 'write what Biome can fix' } },
    async run({ options, out, signal }) {
      const biome = ['check', '--error-on-warnings', ...(options.fix ? ['--write'] : []), '.'];
      const types = (await siteProjects()).map((project) => ['--noEmit', '--project', project]);
      const tools: [name: string, program: string, args: string[]][] = [
        ['biome', 'biome', biome],
        ...[['--noEmit'], ...types].map((args): [string, string, string[]] => [
          ['tsc', args[2]].join(' ').trim(),
          'tsc',
          args,
        ]),
      ];
      const checks: { name: string; passed: boolean }[] = [];
      for (const [name, program, args] of tools) {
        checks.push({ name, passed: (await runTool(`node_modules/.bin/${program}`, args, { out, signal })) === 0 });
      }
      const passed = checks.every((check) => check.passed);
      out.document({ formatVersion: 1, passed, checks });
      return passed ? EXIT.done : EXIT.findings;
    },
  }),
);
