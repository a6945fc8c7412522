import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { info, run } from '../toolkit/commands.ts';
import { addPath, setOutput } from '../toolkit/files.ts';
import { given, input } from '../toolkit/inputs.ts';
import { runProgram } from '../toolkit/process.ts';
import { compare, leading } from '../toolkit/version.ts';

interface Python {
  path: string;
  version: string;
}

run(async () => {
  const wanted = input('python-version');
  if (wanted !== '' && !/^\d+(\.\d+){0,2}$/.test(wanted)) {
    throw new Error(`python-version: '${wanted}' is not understood on a laptop: write a version such as 3.13`);
  }
  const usual = await pythonCalled('python3');
  const asked = leading(wanted, 2);
  const named = asked === null ? null : await pythonCalled(`python${asked}`);
  const python = named ?? usual;
  if (python === null) throw new Error('There is no python3 on the PATH: install it');
  if (wanted !== '') compare('Python', wanted, python.version, asked === null ? 1 : 2);
  if (python.path !== usual?.path) await putFirst(python);
  info(`Python ${python.version} (${python.path})`);
  setOutput('python-version', python.version);
  setOutput('python-path', python.path);
});

/** Asked, not looked for: version managers keep names on the PATH of what is not there. */
async function pythonCalled(name: string): Promise<Python | null> {
  const question = 'import platform,sys; print(sys.executable); print(platform.python_version())';
  const found = await runProgram(name, ['-I', '-c', question]);
  if (found?.status !== 0) return null;
  const [path = '', version = ''] = found.stdout.split('\n');
  return { path, version };
}

/** By its names only: its folder before all others could bring another node, or another git, too. */
async function putFirst({ path }: Python): Promise<void> {
  const folder = join(given('RUNNER_TEMP'), 'setup-python');
  await mkdir(folder, { recursive: true });
  for (const name of ['python', 'python3']) {
    const file = join(folder, name);
    await writeFile(file, `#!/bin/sh\nexec '${path.replaceAll("'", `'\\''`)}' "$@"\n`);
    await chmod(file, 0o755);
  }
  addPath(folder);
}
