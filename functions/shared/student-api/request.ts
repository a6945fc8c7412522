import type { APIGatewayProxyEvent } from 'aws-lambda';
import { Refusal } from './refusal.ts';

type Field =
  | 'httpMethod'
  | 'pathParameters'
  | 'queryStringParameters'
  | 'multiValueQueryStringParameters'
  | 'stageVariables'
  | 'body'
  | 'isBase64Encoded';

/** What these functions look at of a request; whoever invokes one by hand may leave anything out. */
export type ApiRequest = Partial<Pick<APIGatewayProxyEvent, Field>> & {
  headers?: APIGatewayProxyEvent['headers'] | null;
};

/** @throws Refusal 400 for a parameter that is not among the names, or is given twice: a typo is no wish for all */
export function readQuery<Name extends string>(
  { queryStringParameters, multiValueQueryStringParameters }: ApiRequest,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const given = Object.entries(queryStringParameters ?? {});
  const other = given.find(([name]) => !isAmong(names, name));
  if (other) throw new Refusal(400, `there is no parameter ${shown(other[0])}: ${knownNames(names)}`);
  const twice = Object.entries(multiValueQueryStringParameters ?? {}).find(([, values]) => (values?.length ?? 0) > 1);
  if (twice) throw new Refusal(400, `the parameter ${shown(twice[0])} is given more than once`);
  return Object.fromEntries(given) as Partial<Record<Name, string>>;
}

export function isAmong<Name extends string>(names: readonly Name[], name: string): name is Name {
  return (names as readonly string[]).includes(name);
}

export function knownNames(names: readonly string[]): string {
  return names.length === 0 ? 'none is taken' : `take ${names.join(', ')}`;
}

/** Characters of a caller's text that are repeated to them. */
const SHOWN = 40;

/** A caller's text within a line: quoted, without control characters, and cut where it is long. */
export function shown(text: string): string {
  return JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
}
