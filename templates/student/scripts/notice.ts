import { byId, say, show } from './elements.ts';

export interface Notice {
  /** @param again what the person may try again */
  tell(line: string, again?: () => void): void;
  clear(): void;
}

/** A line about what went wrong, and a button to try it again. */
export function noticeIn(id: string): Notice {
  const box = byId(id, HTMLElement);
  const line = box.querySelector<HTMLElement>('[role=alert]');
  const button = box.querySelector('button');
  if (line === null || button === null) throw new Error(`#${id} is no notice`);
  return {
    tell(text, again) {
      // Shown before it is filled: only what changes within the page is heard.
      show(box, true);
      say(line, text);
      show(button, again !== undefined);
      button.onclick = again ?? null;
    },
    clear() {
      show(box, false);
      say(line, '');
    },
  };
}
