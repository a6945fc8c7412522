import type { AccessChanges } from '../access/changes.ts';
import type { Reviewed } from '../access/model.ts';
import { UserError } from '../cli/errors.ts';
import type { LiveClients } from '../deployment/readback/clients.ts';
import { type Environment, readEnvironment } from '../template/environment.ts';
import type { Examined } from './examine.ts';
import type { LiveReview } from './live/live.ts';

/** What AWS says beside the review: of the head, and of the change where there is a base. */
export type SecondOpinion = (
  head: Examined,
  base: Reviewed | null,
  access: AccessChanges | null,
) => Promise<LiveReview>;

/**
 * @param name of the environment whose deployed stacks are read back, if any
 * @throws UserError when there is no such environment, or no region to ask in
 */
export async function secondOpinion(
  root: string,
  name: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<SecondOpinion> {
  const environment = name === undefined ? null : await readEnvironment(root, name, env);
  const region = regionOf(environment, env);
  // Reviews without it start without an SDK client.
  const [{ liveClients }, { liveFindings }] = await Promise.all([
    import('../deployment/readback/clients.ts'),
    import('./live/live.ts'),
  ]);
  const made = new Map<string, LiveClients>();
  const clients = (of: string): LiveClients => {
    const known = made.get(of) ?? liveClients({ region: of });
    made.set(of, known);
    return known;
  };
  return ({ reviewed: head, findings: known, surroundings: knowledge }, base, access) =>
    liveFindings({ root, environment, region, clients, head, base, access, known, knowledge });
}

function regionOf(environment: Environment | null, env: NodeJS.ProcessEnv): string {
  const region = environment?.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  if (region) return region;
  throw new UserError('--live has no region to ask in: name an --environment, or set AWS_REGION');
}
