import { deepEqual, equal, fail, ok } from 'node:assert/strict';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { type Examined, examine } from '../../scripts/review/examine.ts';
import type { Path } from '../../scripts/template/source.ts';
import { isMap, replaced } from '../../scripts/template/walk.ts';
import { folder } from '../access/read/fixture.ts';
import {
  isScalar,
  NO_TEXT,
  ODD_KEYS,
  ODD_VALUES,
  partAt,
  placesOfEachKind,
  type SoundPlace,
  soundFiles,
  withKey,
  withValue,
} from '../template/hostile.ts';

const WAY = { today: '2026-01-01' };
const FILES_AT_ONCE = 300;
const MOST_RESOURCES = 6;

/** A file with one odd place; its name says which. */
type Odd = readonly [name: string, text: string];

const PLACES = placesOfEachKind(soundFiles('templates', 'policies', 'test/cases/review'));

/** Each has another odd value: of a part of the places, all of them come often enough. */
const SOME_PLACES = PLACES.filter((_, index) => index % 16 === 0);

function changed(
  places: readonly SoundPlace[],
  change: (value: unknown, path: Path, index: number) => unknown,
): readonly Odd[] {
  return places.map(({ sound, path }, index) => {
    const at = path.join('-').replace(/[^\w-]+/g, '_');
    return [
      `${index}-${sound.name}-${at}`.slice(0, 200),
      JSON.stringify(alone(change(sound.value, path, index), path)),
    ] as const;
  });
}

/** Several at once, each fourth: next to each other, one would hide what is made of the other. */
function packsOf(places: readonly SoundPlace[]): readonly Odd[] {
  const packs = new Map<string, SoundPlace[]>();
  for (const [index, place] of places.entries()) {
    const key = JSON.stringify([place.sound.name, index % 4, place.path[0] === 'Resources' && place.path[1]]);
    packs.set(key, [...(packs.get(key) ?? []), place]);
  }
  return [...packs.values()].flatMap(([first, ...more], index) => {
    if (first === undefined) return [];
    const odd = [first, ...more].map(({ path }) => ({ path, value: NO_TEXT }));
    const text = JSON.stringify(alone(replaced(first.sound.value, odd), first.path));
    return [[`${index}-${first.sound.name}`, text] as const];
  });
}

/** Without the other resources of a large template: what is asked is whether this one is read. */
function alone(value: unknown, [section, id]: Path): unknown {
  if (section !== 'Resources' || id === undefined || !isMap(value) || !isMap(value.Resources)) return value;
  const resources = Object.entries(value.Resources);
  const own = resources.filter(([name]) => name === id);
  return resources.length > MOST_RESOURCES && own.length > 0 ? { ...value, Resources: Object.fromEntries(own) } : value;
}

async function reviewed(t: TestContext, files: readonly Odd[]): Promise<Examined> {
  const named = files.map(([name, text]) => [`templates/${name}.json`, text] as const);
  const root = await folder(t, Object.fromEntries(named));
  await cp(join(projectFolder, 'policies'), join(root, 'policies'), { recursive: true });
  return examine(root, WAY);
}

/** Reviews all of them; of those that cannot be, one is told with its name. */
async function reviewAll(t: TestContext, files: readonly Odd[]): Promise<Examined[]> {
  const all: Examined[] = [];
  for (let start = 0; start < files.length; start += FILES_AT_ONCE) {
    const some = files.slice(start, start + FILES_AT_ONCE);
    all.push(await reviewed(t, some).catch((error) => failedOf(t, some, error)));
  }
  return all;
}

async function failedOf(t: TestContext, files: readonly Odd[], error: Error): Promise<never> {
  const [only] = files;
  if (only === undefined || files.length === 1) return fail(`${only?.[0]}: ${error.stack}`);
  const half = Math.ceil(files.length / 2);
  for (const part of [files.slice(0, half), files.slice(half)]) {
    const found = await reviewed(t, part).catch((of: Error) => of);
    if (found instanceof Error) return failedOf(t, part, found);
  }
  return fail(`only together, of ${files.length} files: ${error.stack}`);
}

function filesIn(all: readonly Examined[]): number {
  return all.reduce((sum, { reviewed: { files } }) => sum + files, 0);
}

test('a map that no text can be made of is reviewed in the place of every scalar', async (t) => {
  const scalars = PLACES.filter(({ sound, path }) => isScalar(partAt(sound.value, path)));
  ok(scalars.length > 1500, `${scalars.length} places`);
  const files = packsOf(scalars);
  const all = await reviewAll(t, files);
  ok(filesIn(all) >= files.length);
  // Nothing was passed over: each file is a template or a document still, or none that has anything to review.
  deepEqual(
    all.flatMap(({ reviewed: { unreadable } }) => unreadable),
    [],
  );
  ok(
    all.every(
      ({ reviewed: { templates, documents }, findings }) =>
        templates.length + documents.length > 0 && findings.length > 0,
    ),
  );
});

test('odd values are reviewed in the place of scalars, lists and maps', async (t) => {
  const files = changed(SOME_PLACES, (value, path, index) =>
    withValue(value, path, ODD_VALUES[index % ODD_VALUES.length]),
  );
  const all = await reviewAll(t, files);
  ok(filesIn(all) >= files.length);
});

test('names that every object has are reviewed as keys', async (t) => {
  const keys = SOME_PLACES.filter(({ path }) => typeof path.at(-1) === 'string');
  const files = changed(keys, (value, path, index) => withKey(value, path, ODD_KEYS[index % ODD_KEYS.length] ?? ''));
  const all = await reviewAll(t, files);
  ok(filesIn(all) >= files.length);
  equal(new Set(files.map(([name]) => name)).size, files.length);
});
