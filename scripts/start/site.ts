import type { StackResult } from '../deployment/events.ts';
import type { EmbeddedAws } from '../embedded/start.ts';

/**
 * Shows a browser the distribution of the stack that has the output `DistributionDomain`.
 * @returns the address, or null when no deployed stack has one
 */
export function serveSite(aws: Pick<EmbeddedAws, 'endpoint' | 'serve'>, stacks: readonly StackResult[]): string | null {
  const domainName = stacks.map(({ outputs }) => outputs.DistributionDomain).find(Boolean);
  if (domainName === undefined) return null;
  aws.serve(domainName);
  return aws.endpoint.replace('127.0.0.1', 'localhost');
}
