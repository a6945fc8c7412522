import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCompiled, writeCompiled } from './compiled.mjs';
import { SetupError } from './setup-error.mjs';

/** It has nearly every type; the other regions add the few that it lacks. */
const FIRST_REGION = 'us-east-1.json';
/** The letters under which an action stands: CloudFormation's handlers. */
const HANDLERS = { create: 'c', read: 'r', update: 'u', delete: 'd', list: 'l' };

const compiled = (folder) => join(folder, '.stackwarden', 'handlers', 'resource-types.jsonl');
const regions = (schemas) => join(schemas, 'providers');

/** The list of a region has a digest of each schema. */
const madeOf = (folder) => () => {
  const cfnLint = installedCfnLint(folder);
  return [join(cfnLint, 'version.py'), join(regions(schemasOf(cfnLint)), FIRST_REGION), import.meta.filename];
};

/** @throws an error with the code ENOENT when it is not installed */
function installedCfnLint(folder) {
  const libraries = join(folder, '.venv', 'lib');
  const [python = 'python3'] = readdirSync(libraries).filter((name) => name.startsWith('python'));
  return join(libraries, python, 'site-packages', 'cfnlint');
}

const schemasOf = (cfnLint) => join(cfnLint, 'data', 'schemas');

export function handlersReady(folder) {
  return isCompiled(compiled(folder), madeOf(folder));
}

/**
 * Compiles what the resource schemas that cfn-lint brings say of deploying, 1,850 files of 18 MB, into one that takes
 * milliseconds. `scripts/iam/catalog/handlers.ts` reads it, and says what is in it.
 * @param {string} folder the checkout
 */
export function makeHandlers(folder) {
  let text;
  try {
    text = textOf(installedCfnLint(folder));
  } catch (error) {
    if (error.code !== 'ENOENT' && !(error instanceof SyntaxError)) throw error;
    throw new SetupError('cfn-lint in .venv is missing or damaged: delete .venv and run it again');
  }
  writeCompiled(compiled(folder), text, madeOf(folder));
}

/** A line with the length of the rest, then one for each resource type, that is parsed when it is asked for. */
function textOf(cfnLint) {
  const [, cfnLintVersion = ''] =
    /__version__ = "([^"]*)"/.exec(readFileSync(join(cfnLint, 'version.py'), 'utf8')) ?? [];
  const schemas = schemasOf(cfnLint);
  const lines = [...filesByType(schemas)].map(([type, file]) =>
    JSON.stringify(lineOf(type, JSON.parse(readFileSync(join(schemas, 'resources', `${file}.json`), 'utf8')))),
  );
  const rest = lines.join('\n');
  return `${JSON.stringify({ cfnLintVersion, characters: rest.length })}\n${rest}`;
}

function filesByType(schemas) {
  const names = readdirSync(regions(schemas)).filter((name) => name.endsWith('.json'));
  const files = new Map();
  for (const name of [FIRST_REGION, ...names.sort()]) {
    for (const [type, file] of Object.entries(JSON.parse(readFileSync(join(regions(schemas), name), 'utf8')))) {
      if (!files.has(type)) files.set(type, file);
    }
  }
  return files;
}

/** Handlers share most of their actions: each stands once, under its service and the letters of its handlers. */
function lineOf(type, { handlers = {}, properties = {}, createOnlyProperties = [] }) {
  const letters = new Map();
  for (const [handler, letter] of Object.entries(HANDLERS)) {
    for (const action of new Set(handlers[handler]?.permissions?.map(spelled) ?? [])) {
      if (action !== null) letters.set(action, `${letters.get(action) ?? ''}${letter}`);
    }
  }
  const services = {};
  for (const [action, under] of letters) {
    const [service, name] = action.split(':');
    services[service] ??= {};
    services[service][under] = [...(services[service][under]?.split(' ') ?? []), name].join(' ');
  }
  const createOnly = createOnlyProperties.map((pointer) => pointer.replace(/^\/properties\//, ''));
  return [type, services, Object.keys(properties).join(' '), createOnly.join(' ')];
}

/** Some schemas write the service with capitals, or list text that is no action. */
function spelled(action) {
  const [, service, name] = /^([\w-]+):([\w*.]+)$/.exec(action) ?? [];
  return service === undefined ? null : `${service.toLowerCase()}:${name}`;
}
