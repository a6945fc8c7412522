import { UserError } from '../../cli/errors.ts';
import { type Environment, listEnvironments, readEnvironment } from '../../template/environment.ts';
import type { Finding } from '../../template/finding.ts';
import { unreadable } from './parse.ts';

/** Parameter values by stack: the stack's template is `templates/<stack>.<ending>`. */
export type GivenParameters = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

export interface Environments {
  given: GivenParameters;
  /** Keys of the tags that a stack has in every environment, by stack. */
  tags: ReadonlyMap<string, readonly string[]>;
  /** Stacks that every environment with a service role skips. */
  skipped: ReadonlySet<string>;
  broken: Finding[];
}

/** What the environments' files give to the parameters of each stack. Read offline: no variable is filled in. */
export async function readEnvironments(root: string): Promise<Environments> {
  const broken: Finding[] = [];
  const environments: Environment[] = [];
  for (const name of await listEnvironments(root).catch(() => [])) {
    try {
      environments.push(await readEnvironment(root, name, {}, { offline: true }));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      broken.push(unreadable(`templates/environments/${name}.yaml`, error));
    }
  }
  return { given: given(environments), tags: tagsOf(environments), skipped: skippedOf(environments), broken };
}

function given(environments: Environment[]): GivenParameters {
  const stacks = new Map<string, Map<string, string[]>>();
  for (const { name, prefix, stacks: listed } of environments) {
    for (const [stack, { parameters, skip, byPeople }] of Object.entries(listed)) {
      if (skip !== null && !byPeople) continue;
      const values = stacks.get(stack) ?? new Map<string, string[]>();
      stacks.set(stack, values);
      for (const [key, value] of Object.entries({ Prefix: prefix, Environment: name, ...parameters }))
        values.set(key, [...(values.get(key) ?? []), value]);
    }
  }
  return stacks;
}

function skippedOf(environments: Environment[]): ReadonlySet<string> {
  const [first, ...others] = environments
    .filter(({ serviceRole }) => serviceRole !== null)
    .map(({ stacks }) => Object.keys(stacks).filter((stack) => stacks[stack]?.skip != null));
  return new Set((first ?? []).filter((stack) => others.every((skipped) => skipped.includes(stack))));
}

function tagsOf(environments: Environment[]): ReadonlyMap<string, readonly string[]> {
  const stacks = new Map<string, string[]>();
  for (const { tags, stacks: listed } of environments) {
    for (const [stack, { skip }] of Object.entries(listed)) {
      if (skip !== null) continue;
      const keys = Object.keys(tags);
      stacks.set(stack, stacks.get(stack)?.filter((key) => keys.includes(key)) ?? keys);
    }
  }
  return stacks;
}
