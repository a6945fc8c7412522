import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { info, run, warning } from '../toolkit/commands.ts';
import { setOutput } from '../toolkit/files.ts';
import { flag, given, input } from '../toolkit/inputs.ts';
import { runProgram } from '../toolkit/process.ts';
import { compare } from '../toolkit/version.ts';

run(async () => {
  const wanted = await wantedVersion();
  // Nothing is cached, whatever it says; what is neither true nor false is a mistake all the same.
  flag('package-manager-cache');
  const manager = input('cache');
  if (manager !== '')
    warning(`cache: ${manager} is not used on a laptop: packages come from where ${manager} has them`);
  const found = await runProgram('node', ['--version']);
  if (found?.status !== 0) throw new Error('There is no node on the PATH: install it');
  if (wanted !== '') compare('Node', wanted, found.stdout, 1);
  info(`Node ${found.stdout}`);
  setOutput('node-version', found.stdout);
  setOutput('cache-hit', 'false');
});

async function wantedVersion(): Promise<string> {
  const [version, name] = [input('node-version'), input('node-version-file')];
  if (version !== '' && name !== '') {
    warning('Both node-version and node-version-file inputs are specified, only node-version will be used');
  }
  if (version !== '' || name === '') return version;
  const file = resolve(given('GITHUB_WORKSPACE'), name);
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`The specified node version file at: ${file} does not exist`);
  });
  if (/^[\w.*/-]+$/.test(text.trim())) return text.trim();
  throw new Error(`${file} is read on a laptop only when it holds nothing but a version`);
}
