import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder, pythonTool } from '../cli/project.ts';
import { runTool, type Stage } from '../cli/tool.ts';
import { actionlintFindings } from './actionlint.ts';

export interface Check {
  name: string;
  /** Whether it has nothing to say. */
  passes(stage: Stage): Promise<boolean>;
}

/** Where `npm run package` leaves the templates of the environment that is linted; all have the same stacks. */
const ENVIRONMENT = 'local';
const PACKAGED = join('.stackwarden', 'package', ENVIRONMENT);

/** Everything that is checked without a test, in the order of how soon it is known. */
export async function allChecks(fix: boolean): Promise<Check[]> {
  const biome = ['check', '--error-on-warnings', ...(fix ? ['--write'] : []), '.'];
  const projects = [...(await siteProjects()), REPORT].map((project) => ['--noEmit', '--project', project]);
  return [
    tool('biome', module('biome'), biome),
    ...[['--noEmit'], ...projects].map((args) => tool(['tsc', args[2]].join(' ').trim(), module('tsc'), args)),
    ...knipChecks(),
    // Offline, so that two runs of the same commit say the same.
    tool('zizmor', pythonTool('zizmor'), ['--offline', '--no-progress', '--quiet', '--persona', 'pedantic', '.github']),
    { name: 'actionlint', passes: passesActionlint },
    { name: 'cfn-lint', passes: passesCfnLint },
  ];
}

const KNIP = ['--config', 'scripts/lint/knip.ts', '--no-progress'];

/** What nothing uses; and what only tests use, which production mode leaves aside. */
export const KNIP_RUNS = [
  { name: 'knip', args: [...KNIP, '--treat-config-hints-as-errors'] },
  { name: 'knip --production', args: [...KNIP, '--production', '--include', 'files,exports,types'] },
];

/** A fork may leave our tests out: then what they alone use would be told as used by nothing. */
function knipChecks(): Check[] {
  if (existsSync(join(projectFolder, 'test', 'lint', 'knip.test.ts'))) {
    return KNIP_RUNS.map(({ name, args }) => tool(name, module('knip'), args));
  }
  const leftOut = async ({ out }: Stage) => {
    out.say('knip is left out: it would tell what the tests alone use, which are not here');
    return true;
  };
  return [{ name: 'knip', passes: leftOut }];
}

const module = (name: string) => `node_modules/.bin/${name}`;

function tool(name: string, program: string, args: string[]): Check {
  return { name, passes: async (stage) => (await runTool(program, args, stage)) === 0 };
}

/** The script of the review's page. */
const REPORT = 'scripts/review/output/html/browser/tsconfig.json';

/** What runs in a browser has types of its own: the projects of the sites, `templates/<stack>/tsconfig.json`. */
async function siteProjects(): Promise<string[]> {
  const folder = join(projectFolder, 'templates');
  const names = (await readdir(folder, { withFileTypes: true })).filter((one) => one.isDirectory());
  const projects = names.map(({ name }) => `templates/${name}/tsconfig.json`);
  return projects.filter((project) => existsSync(join(projectFolder, project))).sort();
}

async function passesActionlint({ out, signal }: Stage): Promise<boolean> {
  signal.throwIfAborted();
  const findings = await actionlintFindings(projectFolder);
  for (const finding of findings) out.warn(finding);
  return findings.length === 0;
}

/** The templates as they are deployed: with their policies and bundled functions. `-c I` adds what is only advice. */
async function passesCfnLint(stage: Stage): Promise<boolean> {
  const args = ['scripts/setup.mjs', 'package', '--offline', '--environment', ENVIRONMENT];
  if ((await runTool(process.execPath, args, stage)) !== 0) return false;
  const files = (await readdir(join(projectFolder, 'templates')))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(PACKAGED, name.replace(/\.yaml$/, '.json')));
  return (await runTool(pythonTool('cfn-lint'), ['-c', 'I', '--', ...files], stage)) === 0;
}
