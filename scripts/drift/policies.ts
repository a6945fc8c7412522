import { readOwn } from '../access/layout.ts';
import type { Account } from '../deployment/account.ts';
import { asking as askingOf } from '../deployment/readback/asking.ts';
import type { LiveClients } from '../deployment/readback/clients.ts';
import { deployedPolicies, stackTemplates } from '../deployment/readback/deployed-policies.ts';
import type { DeployedFinding } from '../deployment/readback/drift-findings.ts';
import { keyTypes } from '../iam/catalog/key-types.ts';
import { readCatalog, readConditionKeys } from '../iam/catalog/read.ts';
import type { Environment } from '../template/environment.ts';

export interface PolicyDriftOptions {
  root: string;
  environment: Environment;
  account: Account;
  /** Those that are told of; all are read, as a policy of one stack may be attached to a role of another. */
  stacks: readonly string[];
  clients(region: string): LiveClients;
  signal: AbortSignal;
}

/** How the deployed policies differ from the repository, by the access that they give. */
export interface PolicyDrift {
  findings: DeployedFinding[];
  /** What AWS would not tell, and what could not be compared, one line each. */
  notes: string[];
  /** Something that should have been compared was not. */
  isOpen: boolean;
}

/**
 * Reads every policy document back and has the engine compare it: CloudFormation compares no policies of some types, and
 * its word on the others is a text that differs, not what anybody may do by it.
 */
export async function policyDrift(options: PolicyDriftOptions): Promise<PolicyDrift> {
  const { root, environment, account, stacks, clients, signal } = options;
  const head = await readOwn(root);
  signal.throwIfAborted();
  const asking = askingOf(account.arn, clients(environment.region).endpoint);
  const templates = stackTemplates(head);
  for (const stack of stacks) {
    if (!templates.has(stack)) asking.open(`the policies of ${stack} were not compared: its template cannot be read`);
  }
  const { accountId, partition } = account;
  const knowledge = { catalog: readCatalog(), keyType: keyTypes(readConditionKeys()) };
  const way = { root, environment, head, clients, accountId, partition, knowledge, asking };
  const { findings } = await deployedPolicies(way);
  signal.throwIfAborted();
  const isAsked = ({ subject }: DeployedFinding) => stacks.some((stack) => subject.startsWith(`${stack}/`));
  return { findings: findings.filter(isAsked).sort(inOrder), notes: asking.notes().sort(), isOpen: asking.isOpen() };
}

/** The same each time, so that what is told of it changes only when something else differs. */
function inOrder(one: DeployedFinding, other: DeployedFinding): number {
  const [a, b] = [one, other].map(({ severity, subject, message }) => `${severity} ${subject} ${message}`);
  return (a ?? '') < (b ?? '') ? -1 : 1;
}
