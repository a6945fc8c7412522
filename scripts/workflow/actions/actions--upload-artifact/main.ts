import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { type Zippable, zipSync } from 'fflate';
import { Artifacts } from '../toolkit/artifacts.ts';
import { info, run, warning } from '../toolkit/commands.ts';
import { setOutput } from '../toolkit/files.ts';
import { flag, given, oneOf, requiredInput, wholeNumber } from '../toolkit/inputs.ts';
import { type Found, find } from './find.ts';

type Level = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
const DAY_MS = 24 * 60 * 60 * 1000;

run(async () => {
  const name = nameOf(requiredInput('name'));
  const whenNone = oneOf('if-no-files-found', ['warn', 'error', 'ignore']);
  const days = wholeNumber('retention-days', 0, 400) ?? 0;
  const level = (wholeNumber('compression-level', 0, 9) ?? 6) as Level;
  const overwrite = flag('overwrite');
  const path = requiredInput('path');
  const found = await find(path, given('GITHUB_WORKSPACE'), given('HOME'), flag('include-hidden-files'));
  if (found.files.length === 0) return nothing(whenNone, path);
  const zip = await zipOf(found, level);
  const digest = createHash('sha256').update(zip).digest('hex');
  const artifacts = new Artifacts();
  if (overwrite && (await artifacts.list(name)).length > 0) await artifacts.remove(name);
  const url = await artifacts.create(name, days === 0 ? null : new Date(Date.now() + days * DAY_MS));
  await artifacts.upload(url, zip);
  const id = await artifacts.finalize(name, zip.length, digest);
  setOutput('artifact-id', id);
  setOutput('artifact-digest', digest);
  const run = `${given('GITHUB_SERVER_URL')}/${given('GITHUB_REPOSITORY')}/actions/runs/${given('GITHUB_RUN_ID')}`;
  setOutput('artifact-url', `${run}/artifacts/${id}`);
  info(`Artifact ${name} has been uploaded: ${found.files.length} file(s), ${zip.length} bytes`);
});

/** GitHub keeps what file systems do not take out of names. */
function nameOf(name: string): string {
  const [character] = /[":<>|*?\r\n\\/]/.exec(name) ?? [];
  if (character === undefined) return name;
  throw new Error(
    `The artifact name is not valid: ${name}. Contains the following character: ${JSON.stringify(character)}`,
  );
}

function nothing(whenNone: 'warn' | 'error' | 'ignore', path: string): void {
  const shown = path.replaceAll(/\s*\n\s*/g, ', ');
  const line = `No files were found with the provided path: ${shown}. No artifacts will be uploaded.`;
  if (whenNone === 'error') throw new Error(line);
  if (whenNone === 'warn') warning(line);
  else info(line);
}

async function zipOf({ root, files }: Found, level: Level): Promise<Uint8Array> {
  const entries: Zippable = {};
  for (const file of files) entries[relative(root, file)] = await readFile(file);
  return zipSync(entries, { level });
}
