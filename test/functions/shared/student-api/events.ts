import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from '../../../../scripts/cli/project.ts';

/** A function's test events by their names. */
export async function testEvents(folder: string): Promise<[name: string, event: object][]> {
  const place = join(projectFolder, 'functions', folder, 'events');
  const names = await readdir(place);
  return Promise.all(
    names.sort().map(async (name) => [name, JSON.parse(await readFile(join(place, name), 'utf8'))] as [string, object]),
  );
}
