import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { Exchange } from '../../../scripts/workflow/github/rest.ts';

type Json = Record<string, unknown>;

interface Operation {
  parameters?: Json[];
  requestBody?: { required?: boolean; content: Content };
  responses: Record<string, Json>;
}

type Content = Record<string, { schema: Json }>;

interface Description {
  source: Json;
  paths: Record<string, Record<string, Operation>>;
  components: Record<string, Record<string, Json>>;
}

/** Errors that GitHub sends for any operation, also for those whose description does not name them. */
const ANYWHERE = new Set([400, 401, 403, 404, 422]);

export const description: Description = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'cases', 'github-openapi.json'), 'utf8'),
);

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
formats.default(ajv);
ajv.addSchema({ $id: 'github', components: converted(description.components) as Json });

const compiled = new Map<Json, ValidateFunction>();

/** Holds what clients and the stand-in say to one another against GitHub's own description of its API. */
export function openApiChecks(): { onExchange: (exchange: Exchange) => void; problems(): string[] } {
  const problems: string[] = [];
  return {
    onExchange: (exchange) => problems.push(...problemsOf(exchange)),
    problems: () => problems,
  };
}

export function problemsOf(exchange: Exchange): string[] {
  const { method, path, template, answer } = exchange;
  if (template === null) return [];
  const operation = description.paths[template]?.[method.toLowerCase()];
  const called = `${method} ${path} → ${answer.status}`;
  if (operation === undefined) return [`${called}: GitHub describes no such operation`];
  // What was refused for its form is wrong on purpose.
  const isRefused = answer.status === 400 || answer.status === 422;
  const asked = isRefused ? [] : [...parameterProblems(operation, exchange), ...bodyProblems(operation, exchange)];
  return [...asked, ...answerProblems(operation, exchange)].map((problem) => `${called}: ${problem}`);
}

function parameterProblems({ parameters = [] }: Operation, { query, params }: Exchange): string[] {
  const known = parameters.map(resolved);
  const given = [...Object.entries(query).map((entry) => ['query', ...entry] as const), ...inPath(params)];
  return given.flatMap(([place, name, value]) => {
    const parameter = known.find((one) => one.in === place && one.name === name);
    if (parameter === undefined) return [`no parameter '${name}' in the ${place}`];
    const schema = parameter.schema as Json;
    const typed = schema.type === 'integer' && /^\d+$/.test(value) ? Number(value) : value;
    return mismatches(schema, typed, `${place} ${name}`);
  });
}

function inPath(params: Exchange['params']): (readonly ['path', string, string])[] {
  return Object.entries(params).map(([name, value]) => ['path', name, value] as const);
}

function bodyProblems({ requestBody }: Operation, { sent, answer }: Exchange): string[] {
  if (sent === undefined) return requestBody?.required && answer.status < 400 ? ['there must be a body'] : [];
  const schema = requestBody?.content['application/json']?.schema;
  if (schema === undefined) return ['there must be no body'];
  // GitHub ignores a name that it does not know: a slip in one would never be seen.
  const unknown = Object.keys(sent as Json).filter((name) => !Object.hasOwn(schema.properties as Json, name));
  return [...unknown.map((name) => `no '${name}' in the body`), ...mismatches(schema, sent, 'the body')];
}

function answerProblems({ responses }: Operation, { answer }: Exchange): string[] {
  const { status, body } = answer;
  const described = responses[String(status)];
  if (described === undefined && !ANYWHERE.has(status)) return [`GitHub describes no answer ${status}`];
  const content = resolved(described ?? {}).content as Content | undefined;
  const schema = content?.['application/json']?.schema;
  if (schema === undefined) {
    return status < 400 ? [] : mismatches({ $ref: '#/components/schemas/basic-error' }, body, 'the answer');
  }
  return mismatches(schema, body, 'the answer');
}

function resolved(part: Json): Json {
  const [, kind = '', name = ''] = /^#\/components\/(\w+)\/(.+)$/.exec(String(part.$ref ?? '')) ?? [];
  return kind === '' ? part : (description.components[kind]?.[name] ?? {});
}

function mismatches(schema: Json, value: unknown, what: string): string[] {
  let validate = compiled.get(schema);
  if (validate === undefined) {
    validate = ajv.compile(converted(schema) as Json);
    compiled.set(schema, validate);
  }
  // As it is on the wire: without what is undefined.
  if (validate(value === undefined ? undefined : JSON.parse(JSON.stringify(value)))) return [];
  return (validate.errors ?? []).map((error) => `${what}${error.instancePath} ${error.message}`);
}

/** A schema of OpenAPI 3.0 as JSON Schema: `nullable` is a type there, and `$ref` points into this description. */
function converted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(converted);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = value as Json;
  const schema = Object.fromEntries(Object.entries(rest).map(([key, part]) => [key, converted(part)]));
  if (typeof schema.$ref === 'string') schema.$ref = schema.$ref.replace(/^#/, 'github#');
  return nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema;
}
