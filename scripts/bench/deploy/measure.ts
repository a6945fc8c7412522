import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { projectFolder, pythonTool } from '../../cli/project.ts';
import { type EmbeddedAws, startEmbeddedAws } from '../../embedded/start.ts';
import { environmentOf } from '../embedded.ts';
import { run } from '../processes.ts';
import { type Row, rowOf } from '../row.ts';
import { median } from '../statistics.ts';
import type { Measuring } from '../suites.ts';
import { installedAwsCli } from './aws-cli.ts';
import { environmentNamed, plainTemplate } from './stack.ts';

const STEPS = ['create', 'no change', 'update'] as const;
type Step = (typeof STEPS)[number];

/** Deploys `file` as the stack that belongs to the round. */
interface Deployer {
  name: 'stackwarden' | 'bare' | 'aws';
  deploy(file: string, round: number): Promise<number>;
}

/** How long a deploy takes on one embedded AWS, start of the process included, beside the AWS CLI and a bare script. */
export async function measureDeploy({ root, effort, signal }: Measuring): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-deploy-'));
  const aws = await startEmbeddedAws({ folder: join(folder, 'aws'), port: 0, python: pythonTool('python'), signal });
  try {
    const deployers = await deployersFor(folder, aws, signal);
    const times = await measureSteps(folder, deployers, effort.deploys);
    return [...STEPS.map((step) => stepRow(step, times)), await wholeRow(root, aws, effort.deploys, signal)];
  } finally {
    await aws.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function deployersFor(folder: string, aws: EmbeddedAws, signal: AbortSignal): Promise<Deployer[]> {
  const env = environmentOf(aws);
  const bare = join(folder, 'bare.mjs');
  const entry = join(projectFolder, 'scripts', 'bench', 'deploy', 'bare.ts');
  await build({ entryPoints: [entry], bundle: true, platform: 'node', format: 'esm', outfile: bare, banner: BANNER });
  const cli = await installedAwsCli(signal);
  const seconds = async (program: string, args: string[]) => (await run(program, args, [0], signal, env)).seconds;
  return [
    {
      name: 'stackwarden',
      async deploy(file, round) {
        const root = await repositoryWith(folder, file, round);
        return seconds(process.execPath, [...DEPLOY, '--root', root, '--environment', 'local']);
      },
    },
    { name: 'bare', deploy: (file, round) => seconds(process.execPath, [bare, file, `bare-${round}`]) },
    {
      name: 'aws',
      deploy: (file, round) =>
        seconds(cli, [
          'cloudformation',
          'deploy',
          '--no-fail-on-empty-changeset',
          '--template-file',
          file,
          '--stack-name',
          `cli-${round}`,
        ]),
    },
  ];
}

/** What `npm run deploy` runs. */
const DEPLOY = ['scripts/setup.mjs', 'deploy'];
/** Packages of the SDK that are CommonJS call `require`, which a module does not have. */
const BANNER = {
  js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
};

async function repositoryWith(folder: string, file: string, round: number): Promise<string> {
  const root = join(folder, `repository-${round}`);
  await mkdir(join(root, 'templates', 'environments'), { recursive: true });
  await writeFile(join(root, 'templates', 'environments', 'local.yaml'), environmentNamed(`bench${round}`));
  await copyFile(file, join(root, 'templates', 'plain.yaml'));
  return root;
}

type Times = Record<Step, Record<Deployer['name'], number[]>>;

/** In turns, so that what slows the machine slows all of them. The first round of several does not count. */
async function measureSteps(folder: string, deployers: readonly Deployer[], rounds: number): Promise<Times> {
  const none = () => ({ stackwarden: [], bare: [], aws: [] });
  const times: Times = { create: none(), 'no change': none(), update: none() };
  const warmUps = rounds > 1 ? 1 : 0;
  for (let round = 0; round < rounds + warmUps; round++) {
    for (const step of STEPS) {
      const file = join(folder, 'plain.yaml');
      await writeFile(file, plainTemplate(step === 'update' ? 1 : 0));
      for (const { name, deploy } of deployers) {
        const seconds = await deploy(file, round);
        if (round >= warmUps) times[step][name].push(seconds);
      }
    }
  }
  return times;
}

/** A goal in figures of the bare script: process start, change set, execution and the looks between are in both. */
const TIMES_BARE = 3;

function stepRow(step: Step, times: Times): Row {
  const { stackwarden, bare, aws } = times[step];
  const [figure, least, cli] = [median(stackwarden), median(bare), median(aws)];
  const note = `aws cloudformation deploy takes ${cli.toFixed(2)} s, ${(cli / figure).toFixed(1)} times as long (goal: more than 1); medians of ${bare.length}`;
  return rowOf({
    id: `deploy-${step.replace(' ', '-')}`,
    what: `Deploy of a stack of five resources: ${step}`,
    figure,
    unit: 's',
    goal: { bound: 'at most', value: TIMES_BARE * least },
    peer: { name: 'a bare SDK script', figure: least },
    note,
  });
}

/** Every stack of this repository, deployed before. */
async function wholeRow(root: string, aws: EmbeddedAws, rounds: number, signal: AbortSignal): Promise<Row> {
  const args = [...DEPLOY, '--root', root, '--environment', 'local'];
  const env = environmentOf(aws);
  await run(process.execPath, args, [0], signal, env);
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round++) {
    seconds.push((await run(process.execPath, args, [0], signal, env)).seconds);
  }
  return rowOf({
    id: 'deploy-all-unchanged',
    what: 'Deploy of all stacks of this repository, nothing changed',
    figure: median(seconds),
    unit: 's',
    goal: { bound: 'at most', value: 2 },
    note: `median of ${seconds.length}`,
  });
}
