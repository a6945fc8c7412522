import { fill, typed } from './scripts/add-fields.ts';
import { addView } from './scripts/add-view.ts';
import { type ApiOptions, apiClient } from './scripts/api.ts';
import type { SessionEnded } from './scripts/api-problem.ts';
import { backupView } from './scripts/backup-view.ts';
import { type Config, configFrom, type SignInConfig } from './scripts/config.ts';
import { byId, say, show } from './scripts/elements.ts';
import { type ListView, listView } from './scripts/list-view.ts';
import { noticeIn } from './scripts/notice.ts';
import { forgetToken, keepDraft, type Store, takeDraft, tokenOf } from './scripts/session.ts';
import { finishSignIn, isWayBack, SignInProblem, signInAddress, signOutAddress } from './scripts/sign-in.ts';

const problem = noticeIn('problem');

/** Somebody who signs in, and where what belongs to it is kept. */
interface SignIn {
  config: SignInConfig;
  store: Store;
}

async function start(): Promise<void> {
  const starting = byId('starting', HTMLElement);
  say(starting, 'Loading…');
  try {
    const { signIn } = await readConfig();
    const by = signIn && { config: signIn, store: storage() };
    if (by !== null) await wayBack(by);
    if (by === null || tokenOf(by.store) !== null) showSignedIn(by);
    else showSignedOut(by);
  } finally {
    say(starting);
  }
}

async function readConfig(): Promise<Config> {
  const answer = await fetch('/config.json', { cache: 'no-store' });
  return configFrom(await answer.json());
}

/** Browsers that are told to keep nothing of a site throw where it is asked for. */
function storage(): Store {
  try {
    return sessionStorage;
  } catch {
    throw new SignInProblem('Signing in needs this browser to keep data of this site. Allow it, then try again.');
  }
}

/** Comes back from the sign-in page, if that is where the person comes from. */
async function wayBack({ config, store }: SignIn): Promise<void> {
  if (!isWayBack(location.search)) return;
  const { origin, search } = location;
  // The code is used up or worthless from here on: neither the address bar nor the history keeps it.
  history.replaceState(null, '', location.pathname);
  try {
    const query = await finishSignIn(config, { origin, search }, store);
    history.replaceState(null, '', `${location.pathname}${query}`);
  } catch (error) {
    if (!(error instanceof SignInProblem)) throw error;
    problem.tell(error.message);
  }
}

function present(who: 'signed-out' | 'signed-in', canSignOut: boolean): void {
  byId('main', HTMLElement).dataset.who = who;
  show(byId('signed-out', HTMLElement), who === 'signed-out');
  show(byId('signed-in', HTMLElement), who === 'signed-in');
  show(byId('sections', HTMLElement), who === 'signed-in');
  show(byId('sign-out', HTMLElement), canSignOut);
}

function showSignedOut({ config, store }: SignIn): void {
  present('signed-out', false);
  byId('sign-in', HTMLButtonElement).onclick = async () => {
    try {
      location.assign(await signInAddress(config, location, store));
    } catch {
      problem.tell('The sign-in could not be begun in this browser. Reload the page and try again.');
    }
  };
}

/** @param by null: nobody signs in, and the API takes everyone */
function showSignedIn(by: SignIn | null): void {
  present('signed-in', by !== null);
  let isOver = false;
  const ended = (error: SessionEnded) => {
    // What was on its way is told so, too.
    if (by !== null && !isOver) endSession(by, list, error);
    isOver = true;
  };
  const api = apiClient({ token: () => accessOf(by) });
  const list = listView(api, ended);
  addView(api, () => void list.load(), ended);
  backupView(api, ended);
  if (by !== null) readyToSignOut(by, list);
  void list.load();
}

function accessOf(by: SignIn | null): ReturnType<ApiOptions['token']> {
  if (by === null) return null;
  const access = tokenOf(by.store);
  return access === null ? 'ended' : { access };
}

/** What the person was writing waits for them: whoever signs in next in this tab had it on the screen as well. */
function endSession(by: SignIn, list: ListView, { message }: SessionEnded): void {
  forgetToken(by.store);
  try {
    keepDraft(by.store, typed());
  } catch {
    // There is no room for it.
  }
  list.clear();
  showSignedOut(by);
  problem.tell(message);
  byId('sign-in', HTMLButtonElement).focus();
}

function readyToSignOut({ config, store }: SignIn, list: ListView): void {
  const draft = takeDraft(store);
  if (Object.values(draft).some(Boolean)) {
    fill(draft);
    say(byId('add-status', HTMLElement), 'What you were writing is still here.');
  }
  byId('sign-out', HTMLButtonElement).onclick = () => {
    forgetToken(store);
    list.clear();
    present('signed-out', false);
    location.assign(signOutAddress(config, location.origin));
  };
  // Going back brings the page as it was, and with it what the person had on it when they signed out.
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted && tokenOf(store) === null) location.reload();
  });
}

start().catch((error: unknown) => {
  const line = error instanceof SignInProblem ? error.message : 'This page could not be started.';
  problem.tell(line, () => location.reload());
});
