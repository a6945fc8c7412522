/**
 * Run by hand, when the stand-in serves another operation or GitHub's description has a new version:
 *
 *     node --import tsx test/workflow/github/extract-openapi.ts
 *
 * Takes the operations that the stand-in serves, with all that they refer to, from @octokit/openapi. That package has
 * 385 MB unpacked, so it is no dependency; what is kept of it is test/cases/github-openapi.json.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROUTES } from '../../../scripts/workflow/github/routes.ts';

const PACKAGE = '@octokit/openapi';
const VERSION = '23.0.2';

/** What says nothing about the form of a request or an answer. `default` is kept: it tells what a missing value means. */
const WORDS = new Set(['description', 'example', 'examples', 'summary', 'externalDocs', 'tags', 'title', 'deprecated']);

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Section = Record<string, Json>;

const description = download();
const components: Record<string, Section> = {};
const paths: Record<string, Section> = {};
for (const { method, template } of ROUTES) {
  const operation = description.paths[template]?.[method.toLowerCase()];
  if (operation === undefined) throw new Error(`${PACKAGE} describes no ${method} ${template}`);
  paths[template] = { ...paths[template], [method.toLowerCase()]: trimmed(operation) };
}
// The errors that GitHub sends for any operation, also where its description does not name them.
paths[''] = { any: trimmed({ $ref: '#/components/schemas/basic-error' }) };
for (const operations of Object.values(paths)) collect(operations);
delete paths[''];
writeFileSync(join(import.meta.dirname, '..', '..', 'cases', 'github-openapi.json'), fileText());

interface Description {
  paths: Record<string, Section>;
  components: Record<string, Section>;
  licence: string;
}

function download(): Description {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-'));
  try {
    execFileSync('npm', ['pack', `${PACKAGE}@${VERSION}`, '--silent'], { cwd: folder, stdio: ['ignore', 'pipe', 2] });
    const [file, licence] = ['package/generated/api.github.com.json', 'package/LICENSE'];
    execFileSync('tar', ['xzf', `octokit-openapi-${VERSION}.tgz`, file, licence], { cwd: folder });
    const read = (name: string) => readFileSync(join(folder, name), 'utf8');
    return { ...JSON.parse(read(file)), licence: read(licence) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Follows each `$ref`, so that the extract is complete. */
function collect(value: Json): void {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    value.forEach(collect);
    return;
  }
  const [, kind, name] = /^#\/components\/(\w+)\/(.+)$/.exec(String(value.$ref ?? '')) ?? [];
  if (kind !== undefined && name !== undefined && components[kind]?.[name] === undefined) {
    const found = trimmed(description.components[kind]?.[name] ?? null);
    components[kind] = { ...components[kind], [name]: found };
    collect(found);
  }
  for (const part of Object.values(value)) collect(part);
}

/** @param isNames whether the keys are names of properties or components, which may be called `description` as well */
function trimmed(value: Json, isNames = false): Json {
  if (Array.isArray(value)) return value.map((part) => trimmed(part));
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(([key]) => isNames || !(WORDS.has(key) || key.startsWith('x-')));
  return Object.fromEntries(kept.map(([key, part]) => [key, trimmed(part, key === 'properties' && !isNames)]));
}

/** A line for each operation and component, so that a change shows what it changes. */
function fileText(): string {
  const source = { package: PACKAGE, version: VERSION, licence: 'MIT', notice: description.licence.trim() };
  const sections = Object.entries(components).map(([kind, section]) => `"${kind}": ${lines(section)}`);
  return `{\n"source": ${JSON.stringify(source)},\n"paths": ${lines(paths)},\n"components": {\n${sections.join(',\n')}\n}\n}\n`;
}

function lines(section: Section): string {
  const names = Object.keys(section).sort();
  return `{\n${names.map((name) => `${JSON.stringify(name)}: ${JSON.stringify(section[name])}`).join(',\n')}\n}`;
}
