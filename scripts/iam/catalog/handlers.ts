import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, UserError } from '../../cli/errors.ts';
import { homeFolder } from '../../cli/project.ts';

/** What CloudFormation calls of a resource type (CloudFormation CLI User Guide, "Resource type schema: handlers"). */
type Handler = 'create' | 'read' | 'update' | 'delete' | 'list';

/** The actions that the caller of a handler needs, all of its optional properties given. */
type HandlerPermissions = Readonly<Record<Handler, readonly string[]>>;

/** What the schemas of resource types, such as `AWS::S3::Bucket`, say of deploying them. */
export interface Handlers {
  /** Null for a type that AWS publishes no handlers of: custom resources, modules, some older types. */
  permissionsOf(type: string): HandlerPermissions | null;
  /** The names below `Properties`; null for a type that is not known. */
  propertiesOf(type: string): readonly string[] | null;
  /** Properties whose change replaces the resource, deeper ones as `Code/ZipFile`; null for a type that is not known. */
  createOnlyOf(type: string): readonly string[] | null;
}

/** A line of the compiled file: names stand with spaces between, below their service and their handlers' letters. */
type Line = [type: string, services: Record<string, Record<string, string>>, properties: string, createOnly: string];

interface TypeSchema {
  permissions: HandlerPermissions | null;
  properties: string[];
  createOnly: string[];
}

const compiled = (home: string) => join(home, '.stackwarden', 'handlers', 'resource-types.jsonl');

export function hasHandlers(home: string): boolean {
  return existsSync(compiled(home));
}

/**
 * The schemas that set-up compiled (`scripts/setup/handlers.mjs`). The file is read at the first question: about 3 ms.
 * @param home where set-up has put them
 * @throws UserError at a question, when the file is missing or damaged
 */
export function readHandlers(home = homeFolder): Handlers {
  let found: Handlers | null = null;
  const handlers = () => {
    found ??= read(home);
    return found;
  };
  return {
    permissionsOf: (type) => handlers().permissionsOf(type),
    propertiesOf: (type) => handlers().propertiesOf(type),
    createOnlyOf: (type) => handlers().createOnlyOf(type),
  };
}

function read(home: string): Handlers {
  try {
    return handlersOf(readFileSync(compiled(home), 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError) && codeOf(error) !== 'ENOENT') throw error;
    throw new UserError(
      'the schemas of resource types are missing or damaged: delete .stackwarden/handlers and run it again',
    );
  }
}

/**
 * Reads the file that set-up compiles. A type is looked for and parsed when it is asked for, and then kept.
 * @throws SyntaxError when the file is damaged
 */
function handlersOf(text: string): Handlers {
  const start = text.indexOf('\n');
  const { characters } = JSON.parse(text.slice(0, Math.max(start, 0)));
  if (text.length !== start + 1 + characters) throw new SyntaxError('types are missing');
  const parsed = new Map<string, TypeSchema | null>();
  const schemaOf = (type: string) => {
    let schema = parsed.get(type);
    if (schema === undefined) {
      schema = schemaIn(text, type);
      parsed.set(type, schema);
    }
    return schema;
  };
  return {
    permissionsOf: (type) => schemaOf(type)?.permissions ?? null,
    propertiesOf: (type) => schemaOf(type)?.properties ?? null,
    createOnlyOf: (type) => schemaOf(type)?.createOnly ?? null,
  };
}

function schemaIn(text: string, type: string): TypeSchema | null {
  const start = text.indexOf(`\n[${JSON.stringify(type)},`) + 1;
  if (start === 0) return null;
  const end = text.indexOf('\n', start);
  const [, services, properties, createOnly]: Line = JSON.parse(text.slice(start, end === -1 ? undefined : end));
  const actions = Object.entries(services).flatMap(([service, byHandlers]) =>
    Object.entries(byHandlers).flatMap(([letters, names]) =>
      words(names).map((name) => ({ letters, action: `${service}:${name}` })),
    ),
  );
  const of = (letter: string) => actions.filter(({ letters }) => letters.includes(letter)).map(({ action }) => action);
  const permissions = { create: of('c'), read: of('r'), update: of('u'), delete: of('d'), list: of('l') };
  return {
    permissions: actions.length === 0 ? null : permissions,
    properties: words(properties),
    createOnly: words(createOnly),
  };
}

function words(text: string): string[] {
  return text === '' ? [] : text.split(' ');
}
