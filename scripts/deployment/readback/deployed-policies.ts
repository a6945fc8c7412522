import type { Reviewed } from '../../access/model.ts';
import type { Knowledge } from '../../iam/compare/compare.ts';
import type { Environment } from '../../template/environment.ts';
import type { Asking } from './asking.ts';
import { withAttributes } from './attributes.ts';
import type { LiveClients } from './clients.ts';
import { type Drift, drift } from './drift.ts';
import { expectedStacks } from './expected.ts';
import { inTurns } from './in-turns.ts';
import { deployedStacks } from './stacks.ts';

export interface Readback {
  /** The repository whose head this is. */
  root: string;
  environment: Environment;
  head: Reviewed;
  /** The clients of a region, made once. */
  clients(region: string): LiveClients;
  accountId: string;
  partition: string;
  knowledge: Knowledge;
  asking: Asking;
}

/** How the policies of an environment's deployed stacks differ from the repository. All calls only read. */
export async function deployedPolicies(readback: Readback): Promise<Drift> {
  const { root, environment, head, clients, accountId, partition, knowledge, asking } = readback;
  const templates = stackTemplates(head);
  const deployed = await deployedStacks(environment, [...templates.keys()], clients, asking);
  const expected = await expectedStacks(root, deployed, templates, accountId, partition, asking);
  const stacks = await inTurns(expected, (stack) => withAttributes(stack, asking));
  return drift(stacks, { accountId, partition }, knowledge, asking);
}

/** The template of each stack: `templates/<stack>.yaml`. */
export function stackTemplates({ templates }: Pick<Reviewed, 'templates'>): Map<string, string> {
  const stacks = templates.flatMap(({ file }): [string, string][] => {
    const stack = /^templates\/([^/]+)\.[^./]+$/.exec(file)?.[1];
    return stack === undefined ? [] : [[stack, file]];
  });
  return new Map(stacks);
}
