import { byId, quoted, say } from './elements.ts';
import type { NewStudent } from './validation.ts';

/** Whether a person wants to replace a student. The browser gives the focus back when the dialog closes. */
export function confirmed({ studentId, name }: NewStudent): Promise<boolean> {
  const dialog = byId('overwrite', HTMLDialogElement);
  const no = byId('overwrite-no', HTMLButtonElement);
  const yes = byId('overwrite-yes', HTMLButtonElement);
  const text = byId('overwrite-text', HTMLElement);
  say(text, 'There is a student with the id “', quoted(studentId), '” already. You entered “', quoted(name), '”.');
  return new Promise((resolve) => {
    let mayReplace = false;
    no.onclick = () => dialog.close();
    yes.onclick = () => {
      mayReplace = true;
      dialog.close();
    };
    // Escape closes it, too.
    dialog.addEventListener('close', () => resolve(mayReplace), { once: true });
    dialog.showModal();
    no.focus();
  });
}
