import { join, resolve } from 'node:path';
import { type Artifact, Artifacts } from '../toolkit/artifacts.ts';
import { info, run } from '../toolkit/commands.ts';
import { setOutput } from '../toolkit/files.ts';
import { flag, given, input } from '../toolkit/inputs.ts';
import { patternSource } from '../toolkit/pattern.ts';
import { extract } from './extract.ts';

run(async () => {
  const name = input('name');
  const isMerged = flag('merge-multiple') || name !== '';
  const path = input('path').replace(/^~(?=\/|$)/, given('HOME'));
  const folder = resolve(given('GITHUB_WORKSPACE'), path);
  const artifacts = new Artifacts();
  const wanted = await chosen(artifacts, name, input('pattern'));
  for (const artifact of wanted) {
    const target = isMerged ? folder : join(folder, folderName(artifact.name));
    const zip = await artifacts.download(artifact);
    await extract(artifact.name, zip, target);
    info(`Artifact ${artifact.name} has been downloaded: ${zip.length} bytes`);
  }
  info(`Total of ${wanted.length} artifact(s) downloaded`);
  setOutput('download-path', folder);
});

async function chosen(artifacts: Artifacts, name: string, pattern: string): Promise<Artifact[]> {
  if (name === '') {
    const all = await artifacts.list();
    // None is no failure, as with the published action.
    return pattern === '' ? all : all.filter((artifact) => matcher(pattern).test(artifact.name));
  }
  const [found] = await artifacts.list(name);
  if (found !== undefined) return [found];
  throw new Error(`Unable to download artifact(s): Artifact not found for name: ${name}`);
}

/** @throws Error for what else shells know, which would be taken by the letter */
function matcher(pattern: string): RegExp {
  if (/[[\]{}()!]/.test(pattern)) throw new Error(`Pattern '${pattern}': only *, ** and ? are understood on a laptop`);
  return new RegExp(`^${patternSource(pattern)}$`, 's');
}

/** @throws Error when an artifact's name would be more than the name of a folder */
function folderName(name: string): string {
  if (!/[\\/]/.test(name) && name !== '.' && name !== '..') return name;
  throw new Error(`Artifact ${name} has a name that would lead out of its folder`);
}
