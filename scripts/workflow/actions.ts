import { cp, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { projectFolder } from '../cli/project.ts';

/** Each stand-in has a folder `<owner>--<name>` here, and in it, or in folders of it, an action.yml. */
const SOURCES = join(projectFolder, 'scripts', 'workflow', 'actions');
const STEPS = ['main', 'post'];

export interface StagedAction {
  /** `owner/name` */
  name: string;
  folder: string;
}

/**
 * Makes the stand-ins of third-party actions ready to be run: each step of each as one file beside its action.yml.
 * @param folder where they go
 */
export async function stageActions(folder: string): Promise<StagedAction[]> {
  // Loaded here: commands that stage nothing must not wait for it.
  const { build } = await import('esbuild');
  const files = await readdir(SOURCES, { recursive: true });
  const described = files.filter((file) => /(^|[\\/])action\.yml$/.test(file));
  await build({
    entryPoints: (await Promise.all(described.map(entryPoints))).flat(),
    outdir: folder,
    outbase: SOURCES,
    // The folder has no package.json that could say what kind of module it is.
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    bundle: true,
    platform: 'node',
    target: 'node20',
    tsconfigRaw: '{}',
    logLevel: 'silent',
  });
  for (const file of described) await cp(join(SOURCES, file), join(folder, file));
  const names = files.filter((name) => /^[\w.-]+--[\w.-]+$/.test(name)).sort();
  return names.map((name) => ({ name: name.replace('--', '/'), folder: join(folder, name) }));
}

async function entryPoints(description: string): Promise<string[]> {
  const { runs } = parse(await readFile(join(SOURCES, description), 'utf8')) as { runs: Record<string, unknown> };
  const folder = join(SOURCES, dirname(description));
  return STEPS.filter((step) => step in runs).map((step) => join(folder, `${step}.ts`));
}

interface Step {
  uses?: unknown;
  with?: unknown;
}

/**
 * What steps hand to an action that its stand-in does not declare, as `owner/name: input`. act hands it on without a
 * word, and it would be ignored.
 * @param yaml a workflow, or a composite action
 */
export async function undeclaredInputs(yaml: string): Promise<string[]> {
  const found = new Set<string>();
  for (const { uses, with: inputs } of stepsOf(parse(yaml))) {
    const action = await declaredBy(String(uses));
    // The runner does not mind the case of an input's name.
    const unknown = action === null ? [] : Object.keys(inputs ?? {}).filter((key) => !action.has(key.toLowerCase()));
    for (const key of unknown) found.add(`${String(uses).replace(/@.*/, '')}: ${key}`);
  }
  return [...found];
}

function stepsOf(value: unknown): Step[] {
  const { jobs, runs } = (value ?? {}) as { jobs?: Record<string, { steps?: Step[] }>; runs?: { steps?: Step[] } };
  return [...Object.values(jobs ?? {}), runs ?? {}].flatMap((one) => one.steps ?? []);
}

/** Null: there is no stand-in of it. */
async function declaredBy(uses: string): Promise<Set<string> | null> {
  const [, owner, name, path = ''] = /^([\w.-]+)\/([\w.-]+)((?:\/[\w.-]+)*)@/.exec(uses) ?? [];
  if (owner === undefined || path.includes('..')) return null;
  const text = await readFile(join(SOURCES, `${owner}--${name}`, path, 'action.yml'), 'utf8').catch(() => null);
  if (text === null) return null;
  const { inputs } = parse(text) as { inputs?: Record<string, unknown> };
  return new Set(Object.keys(inputs ?? {}));
}
