import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Environment } from '../../template/environment.ts';
import type { Ground } from './ground.ts';

/** A repository of one stack, for as long as the work lasts. @param files by their path, beside the stack's template */
export async function withRepository<T>(
  stack: string,
  template: object,
  work: (root: string) => Promise<T>,
  files: Record<string, string> = {},
): Promise<T> {
  const root = await mkdtemp(join(tmpdir(), 'stackwarden-'));
  try {
    const all = { ...files, [`templates/${stack}.yaml`]: JSON.stringify(template) };
    for (const [file, text] of Object.entries(all)) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), text);
    }
    return await work(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** The environment that the stack is deployed to, as its file would have it. */
export function environmentOf(
  { stage, prefix, environment, name }: Ground,
  more: Partial<Environment> = {},
): Environment {
  return {
    ...{ name: environment, region: stage.region, account: stage.accountId, prefix },
    ...{ tags: { Environment: environment }, protect: false, serviceRole: `${name}-cloudformation` },
    ...{ stackPolicy: null, rollback: null, stacks: {}, ...more },
  };
}
