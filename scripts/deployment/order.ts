import { UserError } from '../cli/errors.ts';
import type { TemplateFacts } from './template-facts.ts';

export interface OrderedStack extends TemplateFacts {
  stack: string;
  region: string;
  /** The bucket that its artifacts are uploaded to; null when it has none. */
  artifactBucket: string | null;
  /** Deployed with the environment's service role; null: with the caller's permissions. */
  roleArn: string | null;
  /** It creates the environment's service role. */
  makesServiceRole: boolean;
}

/**
 * For each stack those that must be deployed before it: the ones whose exports it imports (exports are per region),
 * the one that creates the bucket its artifacts go to and the one that creates the role it is deployed with. An import that none of them exports may exist in the account
 * already; CloudFormation says so if it does not.
 */
export function stackOrder(stacks: readonly OrderedStack[]): Map<string, string[]> {
  const exporters = exportersOf(stacks);
  const needs = new Map(
    stacks.map((consumer) => {
      const producers = consumer.imports.map((name) => exporters.get(`${consumer.region} ${name}`));
      const bucketMaker = stacks.find(({ buckets }) => buckets.includes(consumer.artifactBucket ?? ''))?.stack;
      const roleMaker = consumer.roleArn && stacks.find(({ makesServiceRole }) => makesServiceRole)?.stack;
      const all = new Set([...producers, bucketMaker, roleMaker].filter((stack) => typeof stack === 'string'));
      // The bucket's own stack can hold functions from its second deployment on.
      if (!producers.includes(consumer.stack)) all.delete(consumer.stack);
      return [consumer.stack, [...all].sort()];
    }),
  );
  refuseCycle(needs);
  return needs;
}

function exportersOf(stacks: readonly OrderedStack[]): Map<string, string> {
  const exporters = new Map<string, string>();
  for (const { stack, region, exports } of stacks) {
    for (const name of exports) {
      const other = exporters.get(`${region} ${name}`);
      if (other) {
        throw new UserError(
          `stacks ${other} and ${stack} both export ${name} in ${region}: an export name can be used once, rename one`,
        );
      }
      exporters.set(`${region} ${name}`, stack);
    }
  }
  return exporters;
}

function refuseCycle(needs: ReadonlyMap<string, readonly string[]>): void {
  const done = new Set<string>();
  const visit = (stack: string, way: readonly string[]): void => {
    if (done.has(stack)) return;
    if (way.includes(stack)) {
      const cycle = [...way.slice(way.indexOf(stack)), stack].join(' → ');
      throw new UserError(`stacks need each other: ${cycle}; move what they share into a stack of its own`);
    }
    for (const needed of needs.get(stack) ?? []) visit(needed, [...way, stack]);
    done.add(stack);
  };
  for (const stack of needs.keys()) visit(stack, []);
}
