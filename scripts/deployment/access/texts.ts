import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Reviewed } from '../../access/model.ts';
import { readForReview } from '../../access/read/read.ts';
import { mapTexts } from '../../access/symbols.ts';
import { isMap } from '../../template/walk.ts';
import { section, settledTemplate } from '../change/settled.ts';
import { type Place, scopeOf } from '../template-facts.ts';

/** A stack with the template and the parameters that it has, or gets. */
export interface StackText {
  stack: string;
  template: Record<string, unknown>;
  parameters: Record<string, string>;
  place: Place;
}

/** A template in which everything that is known when it is deployed stands in its place. */
export interface SettledText {
  stack: string;
  place: Place;
  template: Record<'Parameters' | 'Conditions' | 'Resources' | 'Outputs', Record<string, unknown>>;
}

/**
 * Conditions are decided and parameters filled in. The account alone stays a symbol, however it is written: what belongs
 * to it is told from what does not by that. What is not known, a parameter with NoEcho above all, stays a parameter.
 */
export function settledText({ stack, template, parameters, place }: StackText): SettledText {
  const scope = new Map(scopeOf(template, parameters, place));
  scope.delete('AWS::AccountId');
  const { resources, outputs } = settledTemplate(template, scope);
  const symbolic = (value: unknown) => withAccountSymbol(value, place.accountId);
  const declared = Object.keys(section(template, 'Parameters'));
  const Resources = Object.entries(resources).map(([id, { type, properties, metadata }]) => {
    return [id, { Type: type, Properties: symbolic(properties), ...(isMap(metadata) ? { Metadata: metadata } : {}) }];
  });
  const Outputs = Object.entries(outputs).map(([id, { value, exportName }]) => {
    return [id, { Value: symbolic(value), ...(exportName === null ? {} : { Export: { Name: symbolic(exportName) } }) }];
  });
  return {
    stack,
    place,
    template: {
      // Of what is still a parameter neither the default nor what is allowed is the value that the stack has.
      Parameters: Object.fromEntries(declared.map((name) => [name, { Type: 'String' }])),
      Conditions: section(template, 'Conditions'),
      Resources: Object.fromEntries(Resources),
      Outputs: Object.fromEntries(Outputs),
    },
  };
}

/** Reads stacks as the review does. Nothing stays on the disk, however it ends. */
export async function readStacks(stacks: readonly SettledText[]): Promise<Reviewed> {
  const folder = await mkdtemp(join(tmpdir(), 'stackwarden-access-'));
  try {
    await mkdir(join(folder, 'templates'));
    for (const { stack, template } of stacks) {
      await writeFile(join(folder, fileOf(stack)), JSON.stringify(template), { mode: 0o600 });
    }
    return located(await readForReview(folder, { cache: null }), stacks);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The reader makes ARNs of its own, for which it knows no place. */
function located(reviewed: Reviewed, stacks: readonly SettledText[]): Reviewed {
  const places = new Map(stacks.map(({ stack, place }) => [fileOf(stack), place]));
  const templates = reviewed.templates.map((template) => {
    const place = places.get(template.file);
    if (place === undefined) return template;
    const filled = <T>(value: T) =>
      mapTexts(value, (text) =>
        text.replaceAll('${AWS::Region}', place.region).replaceAll('${AWS::Partition}', place.partition),
      ) as T;
    return {
      ...template,
      resources: template.resources.map((one) => ({ ...one, properties: filled(one.properties) })),
      documents: template.documents.map((one) => ({ ...one, value: filled(one.value) })),
    };
  });
  return { ...reviewed, templates };
}

/** Where `readStacks` has a stack's template. */
export function fileOf(stack: string): string {
  return `templates/${stack}.json`;
}

/** What is packaged has the account's id written out; here it is `${AWS::AccountId}` again, however it was written. */
function withAccountSymbol(value: unknown, accountId: string): unknown {
  if (typeof value === 'string') {
    if (!value.includes(accountId)) return value;
    return { 'Fn::Sub': value.replaceAll('${', '${!').replaceAll(accountId, '${AWS::AccountId}') };
  }
  if (Array.isArray(value)) return value.map((item) => withAccountSymbol(item, accountId));
  if (!isMap(value)) return value;
  const [text, ...variables] = [value['Fn::Sub']].flat();
  if (typeof text === 'string') {
    const symbolic = text.replaceAll(accountId, '${AWS::AccountId}');
    const given = variables.map((one) => withAccountSymbol(one, accountId));
    return { 'Fn::Sub': given.length > 0 ? [symbolic, ...given] : symbolic };
  }
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withAccountSymbol(part, accountId)]));
}
