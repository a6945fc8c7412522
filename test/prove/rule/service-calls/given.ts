import { deepEqual } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseFile } from '../../../../scripts/access/read/parse.ts';
import { written } from '../../../../scripts/access/read/placed.ts';
import { stacksOf } from '../../../../scripts/access/read/stacks.ts';
import { projectFolder } from '../../../../scripts/cli/project.ts';
import type { Deployment } from '../../../../scripts/prove/deployment.ts';
import { homesOf } from '../../../../scripts/prove/mutants/homes.ts';
import { mutantsOf } from '../../../../scripts/prove/mutants/mutants.ts';
import { byRule, decidedCalls } from '../../../../scripts/prove/rule/by-rule.ts';
import { plannedStack } from '../../../../scripts/prove/rule/planned-stack.ts';
import { roleStacks } from '../../../../scripts/prove/rule/service-calls/role-stacks.ts';
import type { ServiceCall } from '../../../../scripts/prove/rule/service-calls/service-call.ts';

const ACCOUNT = '111122223333';
export const PLACE = { accountId: ACCOUNT, partition: 'aws', region: 'us-east-1' };

/** As a template has them: logical id, type without `AWS::`, properties. */
export type Resources = Record<string, readonly [type: string, properties?: Record<string, unknown>]>;

/** A document of `policies/`. */
export function policy(name: string) {
  return { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: `../policies/${name}.json` } } };
}

export const ref = (Ref: string) => ({ Ref });
export const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

/** A role that a service takes on. */
export function role(RoleName: string, trust: string, ...policies: string[]): Resources[string] {
  const Policies = policies.map((name) => ({ PolicyName: name, PolicyDocument: policy(name) }));
  return ['IAM::Role', { RoleName, AssumeRolePolicyDocument: policy(trust), Policies }];
}

/** One stack of a few resources, with the repository's policies and functions. */
export function deploymentOf(resources: Resources, parameters: Record<string, string> = {}): Deployment {
  const file = 'templates/app.json';
  const given: Record<string, string> = { Prefix: 'p', Environment: 'dev', ...parameters };
  const text = JSON.stringify({
    Parameters: Object.fromEntries(Object.keys(given).map((name) => [name, { Type: 'String' }])),
    Resources: Object.fromEntries(
      Object.entries(resources).map(([id, [type, Properties = {}]]) => [id, { Type: `AWS::${type}`, Properties }]),
    ),
  });
  const parsed = (name: string) => {
    const found = parseFile(name === file ? text : readFileSync(join(projectFolder, name), 'utf8'), name);
    return 'top' in found ? written(found.origin, found.top) : undefined;
  };
  const scope = stacksOf(parsed, new Map()).scopeOf(file);
  const plan = { stack: 'app', file, stackName: 'p-dev-app', place: PLACE, scope };
  const stack = plannedStack({ ...plan, parameters: new Map(Object.entries(given)) }, new Map());
  return { root: projectFolder, place: PLACE, stacks: [stack] };
}

/** The same without a resource. */
export function without(resources: Resources, ...ids: string[]): Resources {
  return Object.fromEntries(Object.entries(resources).filter(([id]) => !ids.includes(id)));
}

/** Who calls what on what, without what all ARNs here begin with. */
export function told(calls: readonly ServiceCall[]): string[] {
  return calls.map(({ request: { principal, action, resource } }) =>
    [principal, action, resource].join(' ').replaceAll(/arn:aws:(\w+):[\w-]*:\d*:/g, '$1 '),
  );
}

/** The changes of the stack's policies that no call notices. */
export function unnoticed(calls: readonly ServiceCall[], deployment: Deployment): string[] {
  const service = decidedCalls(deployment, calls);
  deepEqual([service.denied, service.open], [[], []]);
  const mutants = deployment.stacks.flatMap(homesOf).flatMap(mutantsOf);
  return mutants
    .filter((mutant) => byRule(mutant, deployment, service, []) === null)
    .map(({ statement, effect, element, text }) => `${statement}: ${effect} ${element} ${text}`);
}

/** Stacks of the repository as an environment with a role would have them, called `local`. */
export async function repositoryDeployment(...stacks: string[]): Promise<Deployment> {
  const known = { file: '', region: PLACE.region, resources: [], documents: [], symbols: new Map<string, string>() };
  const names = [{ ...known, stack: 'bootstrap', stackName: 'stackwarden-local-bootstrap' }];
  const all = await roleStacks({ root: projectFolder, place: PLACE, stacks: names });
  // Each environment with a role has all of them; one will do.
  const once = new Map(all.map((stack) => [stack.stack, stack]));
  return {
    root: projectFolder,
    place: PLACE,
    stacks: [...once.values()].filter(({ stack }) => stacks.length === 0 || stacks.includes(stack)),
  };
}
