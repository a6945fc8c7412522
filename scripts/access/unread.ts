import { scalarText } from '../template/scalar-text.ts';
import { isMap } from '../template/walk.ts';
import type { DocumentKind, ReviewedResource } from './model.ts';
import { documentPlaces } from './read/document-places.ts';

/** What stands where a policy document should, and is known only when deploying. */
export interface Unread {
  kind: DocumentKind;
  text: string;
}

/** Of a resource, the documents that a macro, a parameter or a reference gives; text that is JSON was read. */
export function unreadIn({ type, properties }: ReviewedResource): Unread[] {
  const places = documentPlaces(type).filter(({ kind }) => !(kind === 'identity' && type.startsWith(SAM)));
  const whole = macroIn(properties);
  if (whole !== null) return [...new Set(places.map(({ kind }) => kind))].map((kind) => ({ kind, text: whole }));
  return places.flatMap(({ path, kind }) =>
    textsAt(properties, path).map((text): Unread => ({ kind, text: text.slice(0, 120) })),
  );
}

/** Names and templates of policies stand in the same place as documents there: they are looked up. */
const SAM = 'AWS::Serverless::';

/** A macro in place of properties, or among them, can make any property. */
function macroIn(properties: unknown): string | null {
  if (!isMap(properties)) return writtenText(properties).slice(0, 120);
  return Object.hasOwn(properties, 'Fn::Transform') ? 'that a macro makes' : null;
}

/** Of a list that depends on conditions, all that it can be: lists that differ have to differ here. */
function writtenText(properties: unknown): string {
  return Array.isArray(properties) ? JSON.stringify(properties) : scalarText(properties);
}

/** The first step at which there is text in place of a part: what a whole list of policies comes to counts as well. */
function textsAt(value: unknown, [step, ...rest]: readonly string[]): string[] {
  return [value].flat().flatMap((one) => {
    if (typeof one === 'string') return /^\$\{(?!AWS::)/.test(one) && !one.endsWith('.Arn}') ? [one] : [];
    if (!isMap(one)) return [];
    if (step === undefined) return [];
    return textsAt(one[step], rest);
  });
}
