import type { Path } from '../template/source.ts';
import type { AttachedPolicy, Stack } from './grants.ts';
import type { Need } from './needs.ts';
import { actionMatches, reaches } from './reaching.ts';
import type { Statement } from './statements.ts';

/** Everything that the functions of a role do, where all of it is known. */
export interface RoleUse {
  role: string;
  needs: readonly Need[];
  /** IAM prefixes of services that their code may call in ways that are not seen; `*` for any. */
  unseen: ReadonlySet<string>;
}

/** A part of a statement that grants what nothing uses. */
export interface UnusedGrant {
  role: string;
  what: 'action' | 'resource' | 'principal';
  text: string;
  path: Path;
  statement: Statement;
  /** The statement grants nothing else. */
  isWhole: boolean;
}

/** What a policy grants a role beyond its use. Nothing is said of patterns that mean everything: other rules do. */
export function unusedIn(policy: AttachedPolicy, use: RoleUse, stack: Stack): UnusedGrant[] {
  return policy.statements
    .filter(({ effect, inverted }) => effect === 'Allow' && !inverted)
    .flatMap((statement) =>
      policy.kind === 'identity' ? ofRole(statement, use, stack) : ofResource(policy, statement, use, stack),
    );
}

function ofRole(statement: Statement, use: RoleUse, stack: Stack): UnusedGrant[] {
  const { role } = use;
  const unused = statement.actions.flatMap((text, index) =>
    isUsed(text, statement.resources, use, stack) ? [] : { text, path: statement.actionPaths[index] as Path },
  );
  const isWhole = unused.length === statement.actions.length;
  if (unused.length > 0) return unused.map((one) => ({ role, what: 'action' as const, ...one, statement, isWhole }));
  if (statement.resources.length < 2) return [];
  return statement.resources.flatMap((text, index) => {
    const isReached = statement.actions.some((action) => isUsed(action, [text], use, stack));
    if (isReached) return [];
    return {
      role,
      what: 'resource' as const,
      text,
      path: statement.resourcePaths[index] as Path,
      statement,
      isWhole: false,
    };
  });
}

/** In a resource's policy, where the role is named. With others beside it, they may use the action. */
function ofResource(policy: AttachedPolicy, statement: Statement, use: RoleUse, stack: Stack): UnusedGrant[] {
  const { role } = use;
  const principals = statement.principals ?? [];
  const isRole = (principal: string) => stack.named(principal).includes(role);
  if (!principals.some(isRole)) return [];
  const unused = statement.actions.flatMap((text, index) =>
    isUsed(text, [policy.owner], use, { ...stack, named: (name) => [name] })
      ? []
      : { text, path: statement.actionPaths[index] as Path },
  );
  const isWhole = unused.length === statement.actions.length;
  if (principals.every(isRole) || !isWhole)
    return unused.map((one) => ({ role, what: 'action' as const, ...one, statement, isWhole }));
  const index = principals.findIndex(isRole);
  const path = statement.principalPaths[index] ?? statement.path;
  return [{ role, what: 'principal', text: principals[index] ?? '', path, statement, isWhole: false }];
}

/** Whether some use is of the pattern's actions, and may be on one of the resources. */
function isUsed(pattern: string, resources: readonly string[], { needs, unseen }: RoleUse, stack: Stack): boolean {
  const service = pattern.split(':')[0]?.toLowerCase() ?? '';
  if (!pattern.includes(':') || /[*?]/.test(service) || unseen.has('*') || unseen.has(service)) return true;
  if (/^iam:passrole$/i.test(pattern) && needs.some(({ action }) => mayPassRole(action))) return true;
  return needs.some(({ action, targets, isOpen }) => {
    if (!actionMatches(pattern, action)) return false;
    return isOpen || resources.some((resource) => targets.some((target) => reaches(resource, target, stack)));
  });
}

const PASSING = /:(Add|Associate|Create|Import|Modify|Put|Register|Request|Restore|Run|Start|Submit|Update)/;

/** What moves data and starts nothing that runs as another role. */
const DATA =
  /^(cloudwatch|dynamodb|firehose|kinesis|kms|logs|s3|secretsmanager|ses|sns|sqs|ssm:(Put|Get)|xray):|^(events:PutEvents|states:Start|athena:Start)/i;

/** What makes or starts something that then runs as a role (IAM User Guide, "Grant permissions to pass a role"). */
function mayPassRole(action: string): boolean {
  return PASSING.test(action) && !DATA.test(action);
}
