import { type Api, ApiProblem } from './api.ts';
import { byId, say, show } from './elements.ts';
import { bytesText, count } from './format.ts';
import type { Run } from './shapes.ts';

const LOOK_EVERY_MS = 2_000;
/** Lambda's longest time, and a margin. */
const LONGEST_MS = 17 * 60_000;

/** @param onSignedOut when the session is over */
export function backupView(api: Api, onSignedOut: (error: ApiProblem) => void): void {
  const form = byId('backup', HTMLFormElement);
  const button = form.querySelector('button') as HTMLButtonElement;
  const problem = byId('backup-problem', HTMLElement);
  const status = byId('backup-status', HTMLElement);
  const progress = byId('backup-progress', HTMLElement);

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void backUp(String(new FormData(form).get('format')));
  });

  async function backUp(format: string): Promise<void> {
    button.disabled = true;
    say(problem, '');
    say(status, 'The backup runs…');
    show(byId('backup-result', HTMLElement), false);
    byId('backup-bar', HTMLProgressElement).removeAttribute('value');
    show(progress, true);
    try {
      const run = await ended(api, await api.backUp(format), tellProgress);
      tell(run);
    } catch (error) {
      say(status, '');
      if (error instanceof ApiProblem && error.status === 401) onSignedOut(error);
      else say(problem, (error as Error).message);
    } finally {
      show(progress, false);
      button.disabled = false;
    }
  }

  function tellProgress({ items, expected }: Run): void {
    const bar = byId('backup-bar', HTMLProgressElement);
    if (expected > 0) {
      bar.max = expected;
      bar.value = Math.min(items, expected);
    }
    say(status, `The backup runs: ${count(items, 'student', 'students')} so far.`);
  }

  function tell(run: Run): void {
    if (run.status !== 'done') {
      say(status, '');
      say(problem, `The backup failed: ${run.error ?? 'no reason is known'}. Mail: ${run.mail ?? 'not known'}.`);
      return;
    }
    say(status, `The backup is done: ${count(run.items, 'student', 'students')}.`);
    showResult(run);
  }
}

/** Asks until the run is over. @throws ApiProblem when it is not over in time */
async function ended(api: Api, begun: Run, onProgress: (run: Run) => void): Promise<Run> {
  const deadline = Date.now() + LONGEST_MS;
  let run = begun;
  while (run.status === 'running') {
    onProgress(run);
    if (Date.now() > deadline)
      throw new ApiProblem(0, 'The backup takes too long to wait for. Its notice comes by mail.');
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    run = await api.run(run.statusUrl);
  }
  return run;
}

function showResult({ items, bytes, digest, place, mail }: Run): void {
  const facts: [name: string, value: string][] = [
    ['Students', String(items)],
    ['Size', bytes === null ? 'not known' : `${bytesText(bytes)}, compressed`],
    ['Checksum', digest ?? 'not known'],
    ['Place', place ?? 'not known'],
    ['Mail', mail ?? 'not known'],
  ];
  const list = byId('backup-result', HTMLElement);
  list.replaceChildren(
    ...facts.flatMap(([name, value]) => {
      const term = document.createElement('dt');
      const fact = document.createElement('dd');
      term.textContent = name;
      fact.textContent = value;
      return [term, fact];
    }),
  );
  show(list, true);
}
