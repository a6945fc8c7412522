import { type Api, ApiProblem } from './api.ts';
import { confirmed } from './confirm.ts';
import { byId, say } from './elements.ts';
import { checked, type Field, type NewStudent } from './validation.ts';

const FIELDS: Record<Field, string> = {
  studentId: 'add-id',
  name: 'add-name',
  class: 'add-class',
  age: 'add-age',
  notes: 'add-notes',
};

type Input = HTMLInputElement | HTMLTextAreaElement;

/**
 * @param onAdded when there is a student more
 * @param onSignedOut when the session is over
 */
export function addView(api: Api, onAdded: () => void, onSignedOut: (error: ApiProblem) => void): void {
  const form = byId('add', HTMLFormElement);
  const status = byId('add-status', HTMLElement);
  const problem = byId('add-problem', HTMLElement);
  const button = form.querySelector('button') as HTMLButtonElement;

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    say(status, '');
    say(problem, '');
    const found = checked(typed());
    tellErrors('errors' in found ? found.errors : {});
    if ('student' in found) void add(found.student);
  });

  async function add(student: NewStudent): Promise<void> {
    button.disabled = true;
    try {
      const outcome = await added(api, student);
      if (outcome === 'kept') return say(status, 'Nothing was changed.');
      form.reset();
      say(status, `${student.name} was ${outcome}.`);
      inputOf('studentId').focus();
      onAdded();
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) return onSignedOut(error);
      say(problem, (error as Error).message);
    } finally {
      button.disabled = false;
    }
  }
}

/** Asks before anything is replaced. */
async function added(api: Api, student: NewStudent): Promise<'added' | 'replaced' | 'kept'> {
  try {
    await api.add(student, false);
    return 'added';
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 409) throw error;
  }
  if (!(await confirmed())) return 'kept';
  await api.add(student, true);
  return 'replaced';
}

function typed(): Record<Field, string> {
  const entries = Object.keys(FIELDS).map((field) => [field, inputOf(field as Field).value]);
  return Object.fromEntries(entries) as Record<Field, string>;
}

/** Ties each error to its field, and leads to the first one. */
function tellErrors(errors: Partial<Record<Field, string>>): void {
  let first: Input | null = null;
  for (const field of Object.keys(FIELDS) as Field[]) {
    const input = inputOf(field);
    const line = errors[field];
    say(byId(`${FIELDS[field]}-error`, HTMLElement), line ?? '');
    if (line === undefined) input.removeAttribute('aria-invalid');
    else input.setAttribute('aria-invalid', 'true');
    if (line !== undefined) first ??= input;
  }
  first?.focus();
}

function inputOf(field: Field): Input {
  const element = document.getElementById(FIELDS[field]);
  if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) return element;
  throw new Error(`the page has no field #${FIELDS[field]}`);
}
