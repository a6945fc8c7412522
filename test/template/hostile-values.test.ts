import { ok } from 'node:assert/strict';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { UserError } from '../../scripts/cli/errors.ts';
import { projectFolder } from '../../scripts/cli/project.ts';
import { settledTemplate } from '../../scripts/deployment/change/settled.ts';
import { shownParameters } from '../../scripts/deployment/planning/empty-plan.ts';
import { templateFacts } from '../../scripts/deployment/template-facts.ts';
import { readPolicyFile } from '../../scripts/iam/policy/policy-file.ts';
import { readStackAccess } from '../../scripts/iam/stack-access.ts';
import { type Bundles, packageStack } from '../../scripts/template/package.ts';
import { environment, repository } from './fixture.ts';
import { NO_TEXT, ODD_KEYS, ODD_VALUES, placesOfEachKind, soundFiles, withKey, withValue } from './hostile.ts';

const EVERYTHING = { get: () => Promise.resolve(ZIP) } as unknown as Bundles;
const ZIP = { body: new Uint8Array(), sha256: '', sources: [], exports: ['handler'] };

/** In each of some places the map that no text can be made of, in fewer another odd value or name in turn. */
function oddOnes(folder: string, each: number): unknown[] {
  const places = placesOfEachKind(soundFiles(folder)).filter((_, index) => index % each === 0);
  return places.flatMap(({ sound: { value }, path }, index) => {
    const odd = withValue(value, path, NO_TEXT);
    if (index % 4 > 0) return [odd];
    const named = path.length > 0 ? [withKey(value, path, ODD_KEYS[(index / 4) % ODD_KEYS.length] ?? '')] : [];
    return [odd, withValue(value, path, ODD_VALUES[(index / 4) % ODD_VALUES.length]), ...named];
  });
}

/** Whether the work is done; a mistake of the person who wrote the input is the only other end. */
async function isDone(odd: unknown, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    ok(error instanceof UserError, `${error instanceof Error ? error.stack : error}\n${JSON.stringify(odd)}`);
    return false;
  }
}

async function packaged(root: string): Promise<void> {
  const options = { root, stack: 'odd', environment: environment(), identity: null, bundles: EVERYTHING };
  const { template } = await packageStack(options);
  templateFacts(template, new Map());
  settledTemplate(template, new Map());
  shownParameters(template, {});
  await readStackAccess(root, 'odd');
}

test('packaging an odd template ends well or with a mistake to mend', async (t) => {
  const root = await repository(t, {});
  for (const folder of ['policies', 'functions'])
    await cp(join(projectFolder, folder), join(root, folder), { recursive: true });
  await cp(join(projectFolder, 'templates'), join(root, 'templates'), { recursive: true });
  const odd = oddOnes('templates', 2);
  let done = 0;
  for (const value of odd) {
    await writeFile(join(root, 'templates', 'odd.json'), JSON.stringify(value));
    if (await isDone(value, () => packaged(root))) done += 1;
  }
  ok(odd.length > 300 && done > odd.length / 2 && done < odd.length, `${done} of ${odd.length}`);
});

test('reading an odd policy document ends well or with a mistake to mend', async (t) => {
  const root = await repository(t, {});
  const odd = oddOnes('policies', 1);
  let done = 0;
  for (const value of odd) {
    await writeFile(join(root, 'odd.json'), JSON.stringify(value));
    if (await isDone(value, () => readPolicyFile(root, 'odd.json'))) done += 1;
  }
  ok(odd.length > 50 && done > 0 && done < odd.length, `${done} of ${odd.length}`);
});
