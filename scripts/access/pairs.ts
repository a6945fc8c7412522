import { posix } from 'node:path';
import { canonical } from './canonical.ts';
import type { Reviewed, ReviewedResource } from './model.ts';
import { mapTexts } from './symbols.ts';
import { type Unit, unitKey } from './units.ts';

export interface Pair {
  base: Unit | null;
  head: Unit | null;
}

/** What makes units the same one when their places are not. */
interface Sameness {
  of(unit: Unit): string | null;
  /** Of units that say the same it does not matter which is which; of others nobody can tell, unless there is one. */
  isContent: boolean;
}

const SAMENESS: readonly Sameness[] = [
  { of: (unit) => `${unitKey(unit)} ${unit.trust}`, isContent: true },
  { of: ({ kind, name }) => `${kind} ${posix.basename(name)}`, isContent: false },
  { of: ({ kind, arn }) => (arn === null ? null : `${kind} ${arn}`), isContent: false },
];

/** Units of the same place; then, of those left over on both sides, those that are the same in another way. */
export function pairsOf(base: readonly Unit[], head: readonly Unit[]): Pair[] {
  const places = new Map(head.map((unit) => [unit.key, unit]));
  const pairs: Pair[] = base.flatMap((unit) => {
    const here = places.get(unit.key);
    return here === undefined ? [] : [{ base: unit, head: here }];
  });
  const paired = new Set(pairs.map((pair) => pair.base?.key));
  let gone = base.filter(({ key }) => !paired.has(key));
  let come = head.filter(({ key }) => !paired.has(key));
  for (const sameness of SAMENESS) {
    const moved = matches(gone, come, sameness);
    pairs.push(...moved.map(([old, now]) => ({ base: old, head: now })));
    const matched = new Set(moved.flat());
    gone = gone.filter((unit) => !matched.has(unit));
    come = come.filter((unit) => !matched.has(unit));
  }
  const onlyBase = gone.map((unit): Pair => ({ base: unit, head: null }));
  return [...pairs, ...onlyBase, ...come.map((unit): Pair => ({ base: null, head: unit }))];
}

function matches(gone: readonly Unit[], come: readonly Unit[], { of, isContent }: Sameness): [Unit, Unit][] {
  const [old, now] = [gone, come].map((units) => {
    const found = new Map<string, Unit[]>();
    for (const unit of units) {
      const key = of(unit);
      if (key !== null) found.set(key, [...(found.get(key) ?? []), unit]);
    }
    return found;
  }) as [Map<string, Unit[]>, Map<string, Unit[]>];
  return [...old].flatMap(([key, units]): [Unit, Unit][] => {
    const others = now.get(key) ?? [];
    if (!isContent && units.length + others.length > 2) return [];
    return units.slice(0, others.length).map((unit, index) => [unit, others[index] as Unit]);
  });
}

/** What was read at the base, with the logical ids that resources have at the head. */
export function renamed(base: Reviewed, head: Reviewed): Reviewed {
  const templates = base.templates.map((template) => {
    const now = head.templates.find(({ file }) => file === template.file);
    const names = now ? renamesOf(template.resources, now.resources) : new Map<string, string>();
    if (names.size === 0) return template;
    const text = (written: string) =>
      written.replace(/\$\{([^{}.:]+)(\.[^{}]*)?\}/g, (symbol, id: string, rest = '') => {
        const name = names.get(id);
        return name === undefined ? symbol : `\${${name}${rest}}`;
      });
    const id = (logicalId: string) => names.get(logicalId) ?? logicalId;
    return {
      ...template,
      resources: template.resources.map((resource) => ({
        ...resource,
        logicalId: id(resource.logicalId),
        properties: mapTexts(resource.properties, text) as ReviewedResource['properties'],
      })),
      documents: template.documents.map((document) => ({
        ...document,
        owner: document.owner && { ...document.owner, logicalId: id(document.owner.logicalId) },
        value: mapTexts(document.value, text),
      })),
    };
  });
  return { ...base, templates };
}

/** Resources with a new logical id and all else as it was; where several are alike, nobody can tell. */
function renamesOf(before: readonly ReviewedResource[], after: readonly ReviewedResource[]): Map<string, string> {
  const without = (some: readonly ReviewedResource[], others: readonly ReviewedResource[]) => {
    const ids = new Set(others.map(({ logicalId }) => logicalId));
    const alike = new Map<string, ReviewedResource[]>();
    for (const one of some.filter(({ logicalId }) => !ids.has(logicalId)))
      alike.set(lookOf(one), [...(alike.get(lookOf(one)) ?? []), one]);
    return alike;
  };
  const gone = without(before, after);
  const come = without(after, before);
  const names = new Map<string, string>();
  for (const [look, [old, ...others]] of gone) {
    const [now, ...more] = come.get(look) ?? [];
    if (old && now && others.length + more.length === 0) names.set(old.logicalId, now.logicalId);
  }
  return names;
}

function lookOf({ type, logicalId, properties }: ReviewedResource): string {
  return canonical([type, mapTexts(properties, (text) => text.replaceAll(`\${${logicalId}`, '${'))]);
}
