import { deepEqual, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { codeAccess } from '../../scripts/iam/calls.ts';
import { type AttachedPolicy, type Resource, resourcesOf } from '../../scripts/iam/grants.ts';
import { needsOf } from '../../scripts/iam/needs.ts';
import { SERVICE_GRANTS } from '../../scripts/iam/service-grants.ts';
import { readStackAccess, type StackAccess } from '../../scripts/iam/stack-access.ts';
import { field, symbolic } from '../../scripts/iam/statements.ts';
import { findCode } from '../../scripts/template/code.ts';
import { listStacks } from '../../scripts/template/repository.ts';

/** Logical id of the role that a function runs as. */
function roleOf({ properties }: Resource): string {
  return /^\$\{(\w+)\.Arn\}$/.exec(symbolic(field(properties, 'Role')))?.[1] ?? '';
}

/** Every action that a policy of the stack allows the role, in whichever of its two homes. */
function allowed(role: string, policies: readonly AttachedPolicy[]): string[] {
  const statements = policies.flatMap(({ kind, owner, statements }) =>
    statements.filter(({ effect, principals }) => {
      if (effect !== 'Allow') return false;
      return kind === 'identity' ? owner === role : (principals ?? []).includes(`\${${role}.Arn}`);
    }),
  );
  return [...new Set(statements.flatMap(({ actions }) => actions))].sort();
}

/** What the role's functions need: the calls of their code, and what AWS does on their behalf. */
async function needed(access: StackAccess, functions: Resource[]): Promise<string[]> {
  const code = findCode(access.template);
  const calls = new Map(
    await Promise.all(
      functions.map(async ({ logicalId }) => {
        const name = code.find((reference) => reference.logicalId === logicalId)?.functionName ?? '';
        const found = await codeAccess(projectFolder, `functions/${name}/handler.ts`);
        return [logicalId, found?.calls ?? null] as const;
      }),
    ),
  );
  const needs = needsOf(access, (id) => calls.get(id) ?? null);
  return [...new Set(needs.filter(({ isOptional }) => !isOptional).map(({ action }) => action))].sort();
}

for (const stack of await listStacks(projectFolder)) {
  const access = await readStackAccess(projectFolder, stack);
  const functions = resourcesOf(access.template).filter(({ type }) => type === 'AWS::Lambda::Function');
  for (const role of new Set(functions.map(roleOf))) {
    test(`${stack}: ${role} is allowed exactly the actions that its code and AWS's services use`, async () => {
      const own = functions.filter((lambda) => roleOf(lambda) === role);
      deepEqual(allowed(role, access.policies), await needed(access, own));
    });
  }
}

test('no function is without a role of its own stack', async () => {
  for (const stack of await listStacks(projectFolder)) {
    const { template } = await readStackAccess(projectFolder, stack);
    const functions = resourcesOf(template).filter(({ type }) => type === 'AWS::Lambda::Function');
    for (const lambda of functions) ok(roleOf(lambda), `${stack}: ${lambda.logicalId}`);
  }
});

test('each rule names the page of AWS that asks for it', () => {
  for (const { use, page, actions } of SERVICE_GRANTS) {
    match(page, /^https:\/\/docs\.aws\.amazon\.com\/\S+\.html(#\S+)?$/, use);
    ok(actions.length > 0, use);
  }
});
