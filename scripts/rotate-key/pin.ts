import { randomBytes } from 'node:crypto';
import { access, constants, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Environment } from '../template/environment.ts';
import { readRepositoryFile } from '../template/files.ts';
import { mistake } from '../template/mistake.ts';
import { withText } from './pin-text.ts';

/** Where an environment's file says which version of a secret its stack has. */
export interface PinPlace {
  root: string;
  /** Relative to the root: `templates/environments/dev.yaml`. */
  file: string;
  stack: string;
  parameter: string;
}

/** As long as a version id. */
const SOME_VERSION = '0'.repeat(36);

/**
 * The place, or null for an environment that names no account: its file is shared by the embedded AWS of every laptop, and
 * each has a secret of its own.
 * @throws UserError when the file could not be written afterwards
 */
export async function pinPlace(
  root: string,
  { name, account }: Environment,
  stack: string,
  parameter: string,
): Promise<PinPlace | null> {
  if (account === null) return null;
  const place = { root, file: `templates/environments/${name}.yaml`, stack, parameter };
  const path = await ownPath(place);
  await access(path, constants.W_OK);
  await access(dirname(path), constants.W_OK);
  await pinnedText(place, SOME_VERSION);
  return place;
}

/** Writes the version, whole or not at all. What somebody wrote into the file meanwhile stays. */
export async function writePin(place: PinPlace, version: string): Promise<void> {
  const path = await ownPath(place);
  const text = await pinnedText(place, version);
  const unfinished = join(dirname(path), `.${randomBytes(4).toString('hex')}`);
  try {
    await writeFile(unfinished, text, { flag: 'wx', mode: (await stat(path)).mode & 0o777, flush: true });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** Never through a link: what it points to may be another repository's. */
async function ownPath({ root, file }: PinPlace): Promise<string> {
  const path = join(await realpath(root), file);
  if ((await realpath(path)) === path) return path;
  throw mistake(`${file}: a link on the way to it; put the file itself there, as the new version is written into it`);
}

async function pinnedText({ root, file, stack, parameter }: PinPlace, version: string): Promise<string> {
  const path = ['stacks', stack, 'parameters', parameter];
  const text = await readRepositoryFile(root, file);
  const pinned = text === null ? null : withText(text, path, version);
  if (pinned !== null) return pinned;
  throw mistake(
    `${file}: cannot tell where to write the new version: add a line '${parameter}: ""' below stacks.${stack}.parameters`,
  );
}
