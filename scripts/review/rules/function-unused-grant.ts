import type { AttachedPolicy } from '../../iam/grants.ts';
import { type UnusedGrant, unusedIn } from '../../iam/unused.ts';
import type { Rule, RuleFinding } from '../model.ts';
import { roleUses } from './facts/function-access.ts';
import { type ReviewedStack, stackFor } from './facts/function-stack.ts';

export const functionUnusedGrant: Rule = {
  id: 'function-unused-grant',
  code: null,
  severity: 'warning',
  summary: 'A grant that no call of the function uses',
  why: 'Whoever takes over the function has it too (IAM User Guide, "Security best practices in IAM: Apply least-privilege permissions").',
  check: {
    of: 'template',
    look: (template, all) => {
      const uses = roleUses(template, all);
      if (uses.length === 0) return [];
      const stack = stackFor(template, all);
      const policies = stack.policies.filter((policy) => stack.written.has(policy));
      return uses.flatMap((use) =>
        policies
          .filter(({ kind, owner }) => kind === 'resource' || owner === use.role)
          .flatMap((policy) => unusedIn(policy, use, stack).map((unused) => told(unused, policy, stack))),
      );
    },
  },
};

const MESSAGES: Record<UnusedGrant['what'], (text: string) => string> = {
  action: (text) => `is allowed ${text} here, which no code of its functions uses`,
  resource: (text) => `is allowed these actions on ${text}, where no code of its functions uses them`,
  principal: () => 'is named here, and no code of its functions uses what the statement allows',
};

function told(unused: UnusedGrant, policy: AttachedPolicy, stack: ReviewedStack): RuleFinding {
  const { role, what, text, path } = unused;
  const message = `role ${role} ${MESSAGES[what](stack.said(text))}`;
  const statement = path[0] === 'Statement' && typeof path[1] === 'number' ? path[1] : null;
  return { message, fix: fixFor(unused, stack), at: policy.placeOf(path), logicalId: role, statement };
}

function fixFor({ what, text, statement, isWhole }: UnusedGrant, stack: ReviewedStack): string {
  if (what === 'resource') return `remove "${stack.said(text)}" from Resource`;
  if (what === 'principal') return 'remove the role from the principals of this statement';
  if (!isWhole) return `remove "${text}" from Action`;
  const [Action, Resource] = [statement.actions, statement.resources.map(stack.said)].map((texts) =>
    texts.length === 1 ? texts[0] : texts,
  );
  return `remove the statement ${JSON.stringify({ Effect: 'Allow', Action, Resource })}`;
}
