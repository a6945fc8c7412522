import { UserError } from '../cli/errors.ts';
import { actionNamed } from '../iam/catalog/actions.ts';
import { readManagedPolicies } from '../iam/catalog/managed-policies.ts';
import { readCatalog } from '../iam/catalog/read.ts';
import type { Request } from '../iam/decide/evaluate.ts';
import { mistake } from '../template/mistake.ts';
import { nearNames } from '../template/near-names.ts';
import type { Caller } from './answer.ts';
import { type Account, deploy } from './deployed.ts';
import { accountIn, accountOf, regionIn, type Target, targetNamed } from './named.ts';
import type { Policy } from './policies.ts';
import { actionFrom, contextFrom, EXAMPLE_ACCOUNT, type RequestOptions } from './request.ts';
import { policiesOfResource } from './resource-policies.ts';
import { readSettings, type Settings } from './settings.ts';
import { readStacks, stackOf } from './stacks.ts';

export interface QuestionOptions extends RequestOptions {
  role: string | undefined;
  environment: string | undefined;
}

/** A question about the repository's own stacks, but for who asks. */
export interface Question {
  account: Account;
  action: string;
  target: Target;
  context: Record<string, string[]>;
  resourceAccount: string;
  ofResource: Policy[];
  /** Whose parameters the stacks have; null: their defaults. */
  environment: string | null;
  /** What may decide and is not in the repository, whoever asks. */
  unknown: string[];
}

export async function questionFrom(options: QuestionOptions, root: string): Promise<Question> {
  const action = knownAction(actionFrom(options.action));
  const { role, resource, environment } = options;
  if (resource === undefined || resource === '') {
    throw new UserError('--resource is missing: name a logical id such as lab/LabTable, an ARN, or *');
  }
  const context = contextFrom(options.context);
  const templates = await readStacks(root);
  const read = await readSettings(root, environment, templates);
  // Where nobody chose an environment, an ARN's region is that of the stacks, as its account is.
  const isOpen = environment === undefined && regionIn(resource) !== null;
  const settings: Settings = isOpen ? { ...read, region: null, regionOf: () => null } : read;
  const account = deploy(
    templates.filter(({ file }) => settings.isDeployed(stackOf(file))),
    settings,
    {
      account: accountIn(role, resource) ?? EXAMPLE_ACCOUNT,
      region: settings.region ?? regionIn(resource) ?? 'us-east-1',
    },
    readManagedPolicies(),
  );
  const target = targetNamed(resource, action, account);
  const resourceAccount = options['resource-account'] ?? accountOf(target.arn) ?? account.account;
  const ofResource = policiesOfResource(target.arn, account);
  const known = { account, action, target, context, resourceAccount, ofResource };
  return { ...known, environment: settings.environment, unknown: unknownIn(account, target, settings) };
}

function unknownIn({ held }: Account, target: Target, { environment }: Settings): string[] {
  const limits = held.filter(({ document }) => document.kind === 'scp' || document.kind === 'rcp');
  const where = environment === null ? 'by their defaults' : `in the environment ${environment}`;
  return [
    ...limits.map(({ owner }) => `whom ${owner.id} is attached to is known to the organization alone`),
    ...(target.resource === null && target.arn !== '*'
      ? [`no stack has ${target.arn} ${where}, so a policy of its own is not in the repository`]
      : []),
  ];
}

/** @throws UserError for a typing mistake, which nothing would ever allow */
function knownAction(action: string): string {
  const catalog = readCatalog();
  const service = catalog.service(action.split(':')[0] ?? '');
  if (service === null || actionNamed(catalog, action)) return action;
  const names = [...service.actions.values()].map(({ name }) => name);
  const near = nearNames(action, names);
  throw mistake(`there is no action ${action}${near.length > 0 ? `; did you mean ${near.join(' or ')}?` : ''}`);
}

export function requestOf(caller: Caller, { action, target, context, resourceAccount, account }: Question): Request {
  return {
    principal: caller.principal,
    principalAccount: caller.principalAccount,
    action,
    resource: target.arn,
    resourceAccount,
    // What AWS puts into each request (IAM User Guide, "AWS global condition context keys"); people may say otherwise.
    context: {
      ...caller.context,
      'aws:ResourceAccount': resourceAccount,
      'aws:RequestedRegion': regionIn(target.arn) ?? account.region,
      'aws:SecureTransport': 'true',
      ...context,
    },
  };
}
