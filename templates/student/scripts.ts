import { addView } from './scripts/add-view.ts';
import { type ApiProblem, apiClient } from './scripts/api.ts';
import { backupView } from './scripts/backup-view.ts';
import { type Config, configFrom, type SignInConfig } from './scripts/config.ts';
import { byId, say, show } from './scripts/elements.ts';
import { listView } from './scripts/list-view.ts';
import { forgetToken, tokenOf } from './scripts/session.ts';
import { finishSignIn, isWayBack, SignInProblem, signInAddress, signOutAddress } from './scripts/sign-in.ts';

const store = sessionStorage;
const problem = byId('problem', HTMLElement);

function tell(error: unknown): void {
  say(problem, error instanceof Error ? error.message : String(error));
  show(problem, true);
}

async function readConfig(): Promise<Config> {
  const answer = await fetch('/config.json', { cache: 'no-store' });
  return configFrom(await answer.json());
}

/** Comes back from the sign-in page, if that is where the person comes from. */
async function wayBack(config: SignInConfig): Promise<void> {
  if (!isWayBack(location.search)) return;
  const { origin, search } = location;
  // The code is used up or worthless from here on: neither the address bar nor the history keeps it.
  history.replaceState(null, '', location.pathname);
  try {
    const query = await finishSignIn(config, { origin, search }, store);
    history.replaceState(null, '', `${location.pathname}${query}`);
  } catch (error) {
    if (!(error instanceof SignInProblem)) throw error;
    tell(error);
  }
}

function showSignedOut(config: SignInConfig): void {
  show(byId('signed-in', HTMLElement), false);
  show(byId('sign-out', HTMLElement), false);
  show(byId('signed-out', HTMLElement), true);
  byId('sign-in', HTMLButtonElement).onclick = async () => {
    location.assign(await signInAddress(config, location, store));
  };
}

function showSignedIn(config: SignInConfig | null): void {
  show(byId('signed-out', HTMLElement), false);
  show(byId('signed-in', HTMLElement), true);
  const button = byId('sign-out', HTMLButtonElement);
  show(button, config !== null);
  button.onclick = () => {
    forgetToken(store);
    if (config !== null) location.assign(signOutAddress(config, location.origin));
  };
  const ended = (error: ApiProblem) => {
    forgetToken(store);
    tell(error);
    if (config !== null) showSignedOut(config);
  };
  const api = apiClient({ token: () => (config === null ? null : (tokenOf(store) ?? '')) });
  const list = listView(api, (error) => {
    if ((error as ApiProblem).status === 401) ended(error as ApiProblem);
    else tell(error);
  });
  addView(api, () => void list.load(), ended);
  backupView(api, ended);
  void list.load();
}

async function start(): Promise<void> {
  const { signIn } = await readConfig();
  if (signIn !== null) await wayBack(signIn);
  if (signIn === null || tokenOf(store) !== null) showSignedIn(signIn);
  else showSignedOut(signIn);
}

start().catch(() => tell(new Error('This page could not be started. Reload it, or try again later.')));
