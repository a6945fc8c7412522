import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { projectFolder } from '../../scripts/cli/project.ts';
import { repositoryFiles } from '../repository/sources.ts';

const exec = promisify(execFile);

/** All that the newcomer has; deploys need a few lines more. */
const TEMPLATE = 'Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n';

export interface Adopted {
  root: string;
  /** Where this project is in it. */
  project: string;
  /** What Node is to run. */
  program: string;
  env: NodeJS.ProcessEnv;
}

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** Nothing of the machine but Node and Git: no Python can be found, and no registry reached. */
const BARE = {
  ...{ PATH: process.env.PATH, NO_COLOR: '1', PYTHON: '/nonexistent/python' },
  ...{ npm_config_registry: 'http://127.0.0.1:9/', PIP_INDEX_URL: 'http://127.0.0.1:9/' },
};

/** Runs the program where a newcomer is. */
export async function run({ root, program, env }: Adopted, args: string[], more: Running = {}): Promise<Ran> {
  const { cwd = root, env: added = {}, ...identity } = more;
  const options = { cwd, env: { ...BARE, ...env, ...added }, ...identity, maxBuffer: 2 ** 26 };
  return exec(process.execPath, [program, ...args], options).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

interface Running {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
}

/** A repository with one template. */
async function newcomer(): Promise<string> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'adopt-')));
  await put(root, 'templates/app.yaml', TEMPLATE);
  return root;
}

export async function put(root: string, file: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, file), text);
}

export const remove = (root: string) => rm(root, { recursive: true, force: true });

/** What npm makes of `npm install stackwarden-0.1.0.tgz`: the packages that it needs are there as npm has put them here. */
export async function installed(): Promise<Adopted> {
  const root = await newcomer();
  const modules = join(root, 'node_modules');
  await mkdir(join(modules, '.bin'), { recursive: true });
  await exec('npm', ['pack', '--silent', '--pack-destination', root], { cwd: projectFolder });
  const { version } = JSON.parse(await readFile(join(projectFolder, 'package.json'), 'utf8'));
  const tarball = join(root, `stackwarden-${version}.tgz`);
  await exec('tar', ['xzf', tarball, '-C', modules]);
  await rm(tarball);
  const project = join(modules, 'stackwarden');
  await rename(join(modules, 'package'), project);
  const { bin } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8'));
  await symlink(join('..', 'stackwarden', bin.stackwarden), join(modules, '.bin', 'stackwarden'));
  for (const name of await neededPackages()) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(projectFolder, 'node_modules', name), join(modules, name));
  }
  return { root, project, program: join(modules, '.bin', 'stackwarden'), env: { HOME: root } };
}

/** Those at the top of node_modules that are not for development alone, and are for this machine. */
async function neededPackages(): Promise<string[]> {
  const lock = JSON.parse(await readFile(join(projectFolder, 'package-lock.json'), 'utf8'));
  const entries = Object.entries(lock.packages as Record<string, { dev?: boolean }>);
  const names = entries.flatMap(([place, { dev }]) =>
    dev ? [] : (/^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(place)?.[1] ?? []),
  );
  return names.filter((name) => existsSync(join(projectFolder, 'node_modules', name)));
}

/** The project as a folder of the repository; its packages and tools are taken from this checkout, which has the same. */
export async function vendored(): Promise<Adopted> {
  const root = await newcomer();
  const project = join(root, 'vendor', 'stackwarden');
  await copyProject(project);
  const env = { HOME: root, STACKWARDEN_SET_UP: projectFolder };
  return { root, project, program: join(project, 'scripts', 'stackwarden.mjs'), env };
}

/** What a clone of it has, but for tests. */
export async function copyProject(folder: string): Promise<void> {
  const files = repositoryFiles().filter((file) => !file.startsWith('test/'));
  for (const file of files) await cp(join(projectFolder, file), join(folder, file), { verbatimSymlinks: true });
}
