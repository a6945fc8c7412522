import { plain } from '../cli/plain.ts';
import type { Addition } from './addition.ts';
import type { Answer, Cited } from './answer.ts';
import { KINDS, WORDS } from './render.ts';
import type { Entitled } from './who.ts';

export function answerLines(name: string, found: Answer, additions: readonly Addition[]): string[] {
  const { decision, request, by, missing, conditional, unknown } = found;
  return [
    `${WORDS[decision]}: ${name} ${request.action} ${request.resource}`,
    ...by.map((one) => `  by ${citedText(one)}`),
    ...missing.map((kind) => `  missing: an Allow in ${KINDS[kind]}`),
    ...additions.map((one) => `  add to ${additionText(one)}: ${JSON.stringify(one.statement)}`),
    ...(conditional ? conditionalLines(conditional) : []),
    ...unknown.map((one) => `  not known: ${one}`),
  ].map(plain);
}

export function whoLines(
  action: string,
  resource: string,
  who: readonly Entitled[],
  open: readonly string[],
): string[] {
  const found = who.flatMap(({ principal, conditions, by, unknown }) => [
    conditions.length === 0 ? principal : `${principal}, depending on ${conditions.join(', ')}`,
    ...by.map((one) => `  by ${citedText(one)}`),
    ...unknown.map((one) => `  not known: ${one}`),
  ]);
  const first = who.length > 0 ? found : [`Nobody: ${action} ${resource}`];
  return [...first, ...open.map((one) => `not known: ${one}`)].map(plain);
}

function conditionalLines({ conditions, by }: NonNullable<Answer['conditional']>): string[] {
  const given = conditions.map((key) => `--context ${key}=…`).join(' ');
  return [`  depends on what was not given: ${given}`, ...by.map((one) => `    by ${citedText(one)}`)];
}

function citedText({ file, line, column, sid }: Cited): string {
  return `${file}:${line}:${column}${sid ? ` (${sid})` : ''}`;
}

function additionText({ file, line, column, isNewFor }: Addition): string {
  return isNewFor === null ? `${file}:${line}:${column}` : `a new ${file} that ${isNewFor} includes`;
}
