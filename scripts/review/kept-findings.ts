import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ReviewedDocument, ReviewedResource, ReviewedTemplate } from '../access/model.ts';
import { type Remembered, rememberedOf } from '../access/read/remembered.ts';
import { cacheKey } from '../access/read/review-cache.ts';
import { stateFolder } from '../cli/project.ts';
import type { RuleFinding } from './model.ts';

/** A document or resource of a template, by its place in it. */
type Subject = ReviewedDocument | ReviewedResource;

/** What the rules found in one template that nothing but the template and the catalog has to do with. */
export interface KeptFindings {
  /** Undefined for what has to be looked at. */
  of(rule: string, subject: Subject): RuleFinding[] | undefined;
  /** @param found undefined for what depends on anything else: it is looked at in each run */
  note(rule: string, subject: Subject, found: RuleFinding[] | undefined): void;
  keep(): void;
}

/** By rule and subject: findings where there are any, null for those that have to be looked at. */
type Kept = [rule: string, subject: number, found: RuleFinding[] | null][];

const NOTHING: RuleFinding[] = [];

/** @param rules ids of all rules that are asked for */
export function keptFindings(template: ReviewedTemplate, rules: readonly string[]): KeptFindings | null {
  const origin = rememberedOf(template);
  const key = origin && keyOf(origin, rules);
  if (!origin || key === null || key === undefined) return null;
  const subjects = new Map<Subject, number>();
  for (const subject of [...template.documents, ...template.resources]) subjects.set(subject, subjects.size);
  const known = keptIn(origin.cache.get(key)?.json);
  const noted: Kept = [];
  return {
    of(rule, subject) {
      if (known === null) return undefined;
      const found = known.get(rule)?.get(subjects.get(subject) ?? -1);
      return found === null ? undefined : (found ?? NOTHING);
    },
    note(rule, subject, found) {
      if (found === undefined || found.length > 0) noted.push([rule, subjects.get(subject) ?? -1, found ?? null]);
    },
    keep() {
      if (known === null) origin.cache.set(key, { json: noted, numbers: new Uint32Array() });
    },
  };
}

function keptIn(json: unknown): Map<string, Map<number, RuleFinding[] | null>> | null {
  const isKept = Array.isArray(json) && json.every((one) => Array.isArray(one) && one.length === 3);
  if (!isKept) return null;
  const known = new Map<string, Map<number, RuleFinding[] | null>>();
  for (const [rule, subject, found] of json as Kept) {
    const ofRule = known.get(rule) ?? new Map<number, RuleFinding[] | null>();
    known.set(rule, ofRule.set(subject, found));
  }
  return known;
}

/** Of all that a rule sees of the template; null where a part of it has no table of places. */
function keyOf({ plain, template }: Remembered, rules: readonly string[]): string | null {
  const { resources, documents } = plain;
  const parts = [...resources, ...documents].map(({ places }) => places);
  const tables = parts.filter((places) => places !== null);
  if (tables.length < parts.length) return null;
  const texts = new Set(tables.flatMap((places) => places.origins));
  const values = [
    resources.map(({ owner, value }) => [owner.logicalId, owner.type, value]),
    documents.map(({ owner, value, path }, index) => [
      ...[owner.logicalId, template.documents[index]?.kind],
      path ?? value,
    ]),
  ];
  return cacheKey([
    ...['findings', catalogState(), rules.join(' '), template.file, JSON.stringify(values)],
    ...tables.map(({ numbers, start, key }) => `${numbers.length} ${start} ${key}`),
    ...tables.map(({ numbers }) =>
      Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString('latin1'),
    ),
    ...[...texts].flatMap(({ file, text }) => [file, text]),
  ]);
}

let state: string | undefined;

/** The compiled catalog, by time and size: it may be compiled anew without a change of the sources. */
function catalogState(): string {
  state ??= statesBelow(join(stateFolder, 'catalog')).join('\n');
  return state;
}

function statesBelow(folder: string): string[] {
  try {
    const files = readdirSync(folder, { recursive: true }).map(String).sort();
    return files.map((file) => {
      const { mtimeMs, size } = statSync(join(folder, file));
      return `${file} ${mtimeMs} ${size}`;
    });
  } catch {
    return [];
  }
}
