import { searchIn } from './address.ts';
import type { Api } from './api.ts';
import { ApiProblem, SessionEnded } from './api-problem.ts';
import { isBusy, say } from './elements.ts';
import { count } from './format.ts';
import { type ListParts, listParts, showFailure, showFirst, showLoading, showMore, showNothing } from './list-parts.ts';
import { searchForm } from './search-form.ts';

export interface ListView {
  /** Shows the first page of what the address asks for. */
  load(): Promise<void>;
  /** Takes all students out of the page. */
  clear(): void;
}

/** @param onSignedOut when the session is over */
export function listView(api: Api, onSignedOut: (error: SessionEnded) => void): ListView {
  const parts = listParts();
  const { ask, drop } = asking(api, parts, onSignedOut);
  let search = '';
  function load(): Promise<void> {
    search = searchIn(location.search);
    say(parts.status, 'Loading…');
    return ask(search, 'first');
  }
  parts.more.addEventListener('click', () => {
    if (!isBusy(parts.more)) void ask(search, 'next');
  });
  searchForm(() => search, load);
  return { load, clear: drop };
}

/** The newest question counts: an answer to an earlier one that comes late is dropped. */
function asking(api: Api, parts: ListParts, onSignedOut: (error: SessionEnded) => void) {
  let asked = 0;
  let next: string | null = null;

  async function ask(search: string, page: 'first' | 'next'): Promise<void> {
    asked += 1;
    const own = asked;
    const ifNewest = (work: () => void) => (own === asked ? work() : undefined);
    showLoading(parts);
    try {
      const found = await api.list({ search, next: page === 'first' ? null : next }, (seconds) => {
        ifNewest(() => say(parts.status, waitText(seconds)));
      });
      ifNewest(() => {
        next = found.next;
        (page === 'first' ? showFirst : showMore)(parts, found, search);
      });
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      ifNewest(() => {
        if (error instanceof SessionEnded) onSignedOut(error);
        else showFailure(parts, error.message, page === 'next', () => void ask(search, page));
      });
    }
  }

  function drop(): void {
    asked += 1;
    showNothing(parts);
  }
  return { ask, drop };
}

function waitText(seconds: number): string {
  return `Too many requests at once. Trying again in ${count(seconds, 'second', 'seconds')}…`;
}
