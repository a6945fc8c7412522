import { forgetErrorsOnInput, inputOf, tellErrors, typed } from './add-fields.ts';
import type { Api } from './api.ts';
import { ApiProblem, SessionEnded } from './api-problem.ts';
import { confirmed } from './confirm.ts';
import { byId, isBusy, quoted, say, setBusy } from './elements.ts';
import { checked, fieldOf, type NewStudent } from './validation.ts';

/**
 * @param onAdded when there is a student more
 * @param onSignedOut when the session is over
 */
export function addView(api: Api, onAdded: () => void, onSignedOut: (error: SessionEnded) => void): void {
  const form = byId('add', HTMLFormElement);
  const status = byId('add-status', HTMLElement);
  const problem = byId('add-problem', HTMLElement);
  const button = byId('add-submit', HTMLButtonElement);

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (isBusy(button)) return;
    say(status);
    say(problem);
    const found = checked(typed());
    tellErrors('errors' in found ? found.errors : {});
    if ('student' in found) void add(found.student);
  });
  forgetErrorsOnInput();

  async function add(student: NewStudent): Promise<void> {
    setBusy(button, true);
    try {
      const outcome = await added(api, student);
      if (outcome === 'kept') return say(status, 'Nothing was changed.');
      form.reset();
      say(status, quoted(student.name), ` was ${outcome}.`);
      inputOf('studentId').focus();
      onAdded();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      if (error instanceof SessionEnded) onSignedOut(error);
      else tell(problem, error);
    } finally {
      setBusy(button, false);
    }
  }
}

/** At the field that it is about, or else below all of them. */
function tell(problem: HTMLElement, { status, message }: ApiProblem): void {
  const found = fieldOf(status, message);
  if (found === null) say(problem, message);
  else tellErrors({ [found.field]: found.line });
}

/** Asks before anything is replaced. */
async function added(api: Api, student: NewStudent): Promise<'added' | 'replaced' | 'kept'> {
  try {
    await api.add(student, false);
    return 'added';
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 409) throw error;
  }
  if (!(await confirmed(student))) return 'kept';
  await api.add(student, true);
  return 'replaced';
}
