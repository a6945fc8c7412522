import type { Api } from './api.ts';
import { ApiProblem, SessionEnded } from './api-problem.ts';
import { byId, isBusy, say, setBusy, show } from './elements.ts';
import { followed } from './follow.ts';
import { count } from './format.ts';
import { doneText, factsOf, failureText, joinedText, progressText } from './run-text.ts';
import type { Run } from './shapes.ts';

/** @param onSignedOut when the session is over */
export function backupView(api: Api, onSignedOut: (error: SessionEnded) => void): void {
  const form = byId('backup', HTMLFormElement);
  const parts = partsOf();
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!isBusy(parts.button)) void backUp(String(new FormData(form).get('format')));
  });

  async function backUp(format: string): Promise<void> {
    showBegun(parts);
    const onProgress = (run: Run) => showProgress(parts, run);
    const onWait = (seconds: number) => say(parts.status, waitText(seconds));
    try {
      const run = await followed(api, await api.backUp(format), { onProgress, onWait });
      showEnd(parts, run, joinedText(run, format));
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      say(parts.status);
      if (error instanceof SessionEnded) onSignedOut(error);
      else say(parts.problem, error.message);
    } finally {
      show(parts.progress, false);
      setBusy(parts.button, false);
    }
  }
}

type Parts = ReturnType<typeof partsOf>;

function partsOf() {
  return {
    button: byId('backup-submit', HTMLButtonElement),
    progress: byId('backup-progress', HTMLElement),
    bar: byId('backup-bar', HTMLProgressElement),
    status: byId('backup-status', HTMLElement),
    problem: byId('backup-problem', HTMLElement),
    result: byId('backup-result', HTMLElement),
  };
}

function showBegun({ button, progress, bar, status, problem, result }: Parts): void {
  setBusy(button, true);
  say(problem);
  say(status, 'The backup runs…');
  show(result, false);
  // Without a value it says that nobody knows how long it takes.
  bar.removeAttribute('value');
  show(progress, true);
}

function showProgress({ bar, status }: Parts, run: Run): void {
  if (run.expected > 0) {
    bar.max = run.expected;
    bar.value = Math.min(run.items, run.expected);
  }
  say(status, progressText(run));
}

function showEnd({ status, problem, result }: Parts, run: Run, joined: string): void {
  if (run.status === 'done') {
    say(status, `${doneText(run)} ${joined}`);
    result.replaceChildren(...factsOf(run).flatMap(factElements));
    show(result, true);
  } else {
    say(status, joined);
    say(problem, failureText(run));
  }
}

function factElements([name, value]: [name: string, value: string]): HTMLElement[] {
  const term = document.createElement('dt');
  const fact = document.createElement('dd');
  const text = document.createElement('bdi');
  term.textContent = name;
  text.textContent = value;
  fact.append(text);
  return [term, fact];
}

function waitText(seconds: number): string {
  return `The backup runs. Too many requests at once: asking again in ${count(seconds, 'second', 'seconds')}.`;
}
