import { byId } from './elements.ts';

/** Whether a person wants to replace a student. The browser gives the focus back when the dialog closes. */
export function confirmed(): Promise<boolean> {
  const dialog = byId('overwrite', HTMLDialogElement);
  const no = byId('overwrite-no', HTMLButtonElement);
  const yes = byId('overwrite-yes', HTMLButtonElement);
  return new Promise((resolve) => {
    const close = (answer: 'yes' | 'no') => () => dialog.close(answer);
    yes.onclick = close('yes');
    no.onclick = close('no');
    dialog.returnValue = 'no';
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
    dialog.showModal();
    no.focus();
  });
}
