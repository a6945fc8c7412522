import { byId, say } from './elements.ts';
import type { Errors, Field } from './validation.ts';

const IDS: Record<Field, string> = {
  studentId: 'add-id',
  name: 'add-name',
  class: 'add-class',
  age: 'add-age',
  notes: 'add-notes',
};
const FIELDS = Object.keys(IDS) as Field[];

type Input = HTMLInputElement | HTMLTextAreaElement;

export function inputOf(field: Field): Input {
  const element = document.getElementById(IDS[field]);
  if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) return element;
  throw new Error(`the page has no field #${IDS[field]}`);
}

export function typed(): Record<Field, string> {
  return Object.fromEntries(FIELDS.map((field) => [field, inputOf(field).value])) as Record<Field, string>;
}

/** @param draft what `typed` gave */
export function fill(draft: Record<string, string>): void {
  for (const field of FIELDS) inputOf(field).value = draft[field] ?? '';
}

/** Ties each error to its field, and leads to the first one. */
export function tellErrors(errors: Errors): void {
  for (const field of FIELDS) tellError(field, errors[field]);
  const first = FIELDS.find((field) => errors[field] !== undefined);
  if (first !== undefined) inputOf(first).focus();
}

/** An error is taken back as soon as its field is changed: whether it is right now is told when it is sent. */
export function forgetErrorsOnInput(): void {
  for (const field of FIELDS) inputOf(field).addEventListener('input', () => tellError(field, undefined));
}

function tellError(field: Field, line: string | undefined): void {
  const input = inputOf(field);
  say(byId(`${IDS[field]}-error`, HTMLElement), line ?? '');
  if (line === undefined) input.removeAttribute('aria-invalid');
  else input.setAttribute('aria-invalid', 'true');
}
