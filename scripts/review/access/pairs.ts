import type { Reviewed, ReviewedResource } from '../model.ts';
import { canonical } from './canonical.ts';
import { mapTexts } from './symbols.ts';
import { type Unit, unitKey } from './units.ts';

export interface Pair {
  base: Unit | null;
  head: Unit | null;
}

/** Units of the same place, then those left over on both sides that say the same. */
export function pairsOf(base: readonly Unit[], head: readonly Unit[]): Pair[] {
  const places = new Map(head.map((unit) => [unit.key, unit]));
  const old = new Set(base.map(({ key }) => key));
  const moved = new Map<string, Unit[]>();
  for (const unit of head.filter(({ key }) => !old.has(key)))
    moved.set(unitKey(unit), [...(moved.get(unitKey(unit)) ?? []), unit]);
  const pairs = base.map((unit): Pair => {
    return { base: unit, head: places.get(unit.key) ?? moved.get(unitKey(unit))?.shift() ?? null };
  });
  const paired = new Set(pairs.map((pair) => pair.head));
  return [...pairs, ...head.filter((unit) => !paired.has(unit)).map((unit) => ({ base: null, head: unit }))];
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
