import { randomBytes } from 'node:crypto';

/**
 * `<prefix>-<commit>-<run>-<attempt>-<random>`: the prefix is what IAM policies limit by `cloudformation:ChangeSetName`,
 * commit, run and attempt say where it came from, and the random end keeps two deployments of one second apart.
 * At most 128 characters of letters, digits and hyphens, the first a letter (CreateChangeSet).
 */
export function changeSetName(prefix: string, env: NodeJS.ProcessEnv, random = randomBytes(4).toString('hex')): string {
  const commit = /^[0-9a-f]{7,64}$/.exec(env.GITHUB_SHA ?? '')?.[0].slice(0, 12) ?? 'local';
  const run = /^\d{1,20}$/.exec(env.GITHUB_RUN_ID ?? '')?.[0] ?? '0';
  const attempt = /^\d{1,5}$/.exec(env.GITHUB_RUN_ATTEMPT ?? '')?.[0] ?? '1';
  return `${prefix.slice(0, 64)}-${commit}-${run}-${attempt}-${random}`;
}
