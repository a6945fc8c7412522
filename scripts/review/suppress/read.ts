import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reviewed, ReviewedResource } from '../../access/model.ts';
import { readFileText } from '../../access/read/file-text.ts';
import { unreadable } from '../../access/read/parse.ts';
import { codeOf, UserError } from '../../cli/errors.ts';
import { didYouMean } from '../../template/near-names.ts';
import { RESOURCE_SETTINGS } from '../../template/resource-settings.ts';
import { locator, type Path, type Position, parseSettings, type Source } from '../../template/source.ts';
import { isMap } from '../../template/walk.ts';
import type { ReviewFinding } from '../check.ts';
import { entriesOf, type ReadSuppressions, refused, type Written } from './entry.ts';
import { problem, shown } from './problems.ts';

const FOLDER = 'policies';
export const SUPPRESSIONS_FILE = `${FOLDER}/suppressions.yaml`;

const NONE: ReadSuppressions = { suppressions: [], malformed: [] };

/**
 * All suppressions: of the resources' `Metadata`, then of the file beside the policies. A pull request writes both, so
 * nothing in them makes this fail: what cannot be read is a finding and covers nothing.
 */
export async function readSuppressions(root: string, reviewed: Reviewed): Promise<ReadSuppressions> {
  const resources = reviewed.templates.flatMap((template) => template.resources);
  const read = [...resources.map(ofResource), await ofFile(root)];
  return {
    suppressions: read.flatMap(({ suppressions }) => suppressions),
    malformed: read.flatMap(({ malformed }) => malformed),
  };
}

function ofResource(resource: ReviewedResource): ReadSuppressions {
  const { metadata, template: file, logicalId } = resource;
  if (!isMap(metadata) || !Object.hasOwn(metadata, 'Stackwarden')) return NONE;
  const path = ['Metadata', 'Stackwarden'];
  const written = { writtenIn: 'resource', resource: { file, logicalId }, ...placesIn(resource) } as const;
  return listUnder({ ...written, path, value: metadata.Stackwarden }, 'Suppress', RESOURCE_SETTINGS);
}

async function ofFile(root: string): Promise<ReadSuppressions> {
  const source = await readSource(root);
  if (source === null) return NONE;
  if ('rule' in source) return { suppressions: [], malformed: [source] };
  const written = { writtenIn: 'file', resource: null, ...placesIn(source) } as const;
  return listUnder({ ...written, path: [], value: source.value }, 'suppressions');
}

function placesIn({ at, keyAt }: Pick<Source, 'at' | 'keyAt'>): Pick<Written, 'at' | 'keyAt'> {
  return { at: (path: Path) => at(path), keyAt: (path: Path) => keyAt(path) };
}

/** The list below one key of a map; any other key but the `siblings`, which others read, is a mistake. */
function listUnder(written: Written, key: string, siblings: readonly string[] = []): ReadSuppressions {
  const { value, path } = written;
  if (!isMap(value)) return refused(written, path, `here stands '${key}:' and its list, nothing else`, `add '${key}:'`);
  const keys = [key, ...siblings];
  const others = Object.keys(value).filter((other) => !keys.includes(other));
  const malformed = others.slice(0, 20).flatMap((other) => {
    const message = `there is no key ${shown(other)} here${didYouMean(other, keys)}`;
    return refused(written, [...path, other], message, 'correct or remove the key', true).malformed;
  });
  if (!Object.hasOwn(value, key)) return { suppressions: [], malformed };
  const read = entriesOf({ ...written, path: [...path, key], value: value[key] });
  return { suppressions: read.suppressions, malformed: [...malformed, ...read.malformed] };
}

/** Null where there is no such file. A folder that is a link is not followed, as the review follows none. */
async function readSource(root: string): Promise<Source | ReviewFinding | null> {
  const start = { file: SUPPRESSIONS_FILE, line: 1, column: 1 };
  try {
    if (!(await lstat(join(root, FOLDER))).isDirectory()) return null;
    await lstat(join(root, SUPPRESSIONS_FILE));
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? null
      : notRead(start, `the file cannot be read (${code ?? error})`);
  }
  const found = await readFileText(root, SUPPRESSIONS_FILE);
  if ('ignored' in found) return notRead(start, `the file is not read: ${found.ignored}`);
  const { text, damaged } = found;
  if (damaged !== null) return notRead(locator(text, SUPPRESSIONS_FILE)(damaged), 'these bytes are no UTF-8');
  return parsed(text, start);
}

function parsed(text: string, start: Position): Source | ReviewFinding {
  try {
    return parseSettings(text, SUPPRESSIONS_FILE);
  } catch (error) {
    // Whatever a parser throws at hostile text is the text's fault.
    if (!(error instanceof UserError)) return notRead(start, 'the file cannot be parsed');
    const { message, file, line, column } = unreadable(SUPPRESSIONS_FILE, error);
    return notRead({ file, line, column }, message);
  }
}

function notRead(at: Position, message: string): ReviewFinding {
  const fix = 'correct it: until then nothing that is written here is suppressed';
  return problem('suppression-malformed', { message, fix, at, logicalId: null });
}
