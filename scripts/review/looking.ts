import type { Reviewed, ReviewedDocument, ReviewedResource } from '../access/model.ts';
import { type KeptFindings, keptFindings } from './kept-findings.ts';
import type { Rule, RuleFinding, Surroundings } from './model.ts';

type Subject = ReviewedDocument | ReviewedResource;

/** Looks at documents and resources, unless an earlier run has looked at the same and nothing else mattered. */
export interface Looking {
  at(rule: Rule, subject: Subject, look: (all: Surroundings) => RuleFinding[]): RuleFinding[];
  keep(): void;
}

/**
 * What a rule may ask of its surroundings while its findings depend on the subject alone: all of it comes with the
 * packages. A rule of documents or resources must not reach anything else but through what it is given, so it keeps
 * nothing between calls that it made of other templates.
 */
const FIXED: ReadonlySet<string | symbol> = new Set(['catalog', 'keyType', 'managedPolicies']);

export function lookingAt({ templates }: Reviewed, rules: readonly Rule[], surroundings: Surroundings): Looking {
  const ids = rules.map(({ id }) => id);
  const kept = new Map<Subject, KeptFindings>();
  const all: KeptFindings[] = [];
  for (const template of templates) {
    const found = keptFindings(template, ids);
    if (found === null) continue;
    all.push(found);
    for (const subject of [...template.documents, ...template.resources]) kept.set(subject, found);
  }
  const watched = watching(surroundings);
  return {
    at(rule, subject, look) {
      const findings = kept.get(subject);
      if (findings === undefined) return look(surroundings);
      const known = findings.of(rule.id, subject);
      if (known !== undefined) return known;
      const { found, asksMore } = watched(look);
      findings.note(rule.id, subject, asksMore ? undefined : found);
      return found;
    },
    keep() {
      for (const findings of all) findings.keep();
    },
  };
}

/** Calls with surroundings that notice whether anything is asked for that may be another one in the next run. */
function watching(surroundings: Surroundings) {
  let asksMore = false;
  const noticing = new Proxy(surroundings, {
    get(target, name) {
      if (!FIXED.has(name)) asksMore = true;
      return Reflect.get(target, name);
    },
    ownKeys(target) {
      asksMore = true;
      return Reflect.ownKeys(target);
    },
  });
  return (look: (all: Surroundings) => RuleFinding[]) => {
    asksMore = false;
    const found = look(noticing);
    return { found, asksMore };
  };
}
