/** What is to be checked out: a reference, a commit, or the commit that a reference was at. */
export interface Wanted {
  /** Empty: a commit that no reference is known of. */
  ref: string;
  /** Empty: where the reference is now. */
  commit: string;
}

/** An event's reference is kept with its commit, so that a branch that has moved since does not matter. */
export function wantedOf(ref: string, event: { ref: string; sha: string }): Wanted {
  if (ref === '') {
    // Some events, such as a merged pull request's, name a branch without what is before it.
    const isFull = event.ref.startsWith('refs/') || event.sha === '' || event.ref === '';
    return { ref: isFull ? event.ref : `refs/heads/${event.ref}`, commit: event.sha };
  }
  return /^[0-9a-f]{40}$/i.test(ref) ? { ref: '', commit: ref } : { ref, commit: '' };
}

/** Where a full reference is kept in the checkout. */
function kept(ref: string): string {
  if (ref.startsWith('refs/heads/')) return `refs/remotes/origin/${ref.slice('refs/heads/'.length)}`;
  if (ref.startsWith('refs/pull/')) return `refs/remotes/pull/${ref.slice('refs/pull/'.length)}`;
  return ref;
}

/** What `git fetch` is to bring; empty: what is wanted came with everything. */
export function refSpecs({ ref, commit }: Wanted, everything: boolean): string[] {
  if (ref === '') return [commit];
  if (ref.startsWith('refs/')) {
    // A tag stays what it is: of its commit alone it would lose what its author wrote.
    return [`+${ref.startsWith('refs/tags/') ? ref : commit || ref}:${kept(ref)}`];
  }
  // It may be either, and a pattern that finds nothing is no failure.
  return everything ? [] : [`+refs/heads/${ref}*:refs/remotes/origin/${ref}*`, `+refs/tags/${ref}*:refs/tags/${ref}*`];
}

/** The arguments of `git checkout`. @param has whether the checkout knows a full reference */
export async function checkoutOf({ ref, commit }: Wanted, has: (ref: string) => Promise<boolean>): Promise<string[]> {
  if (ref === '') return [commit];
  if (ref.startsWith('refs/heads/')) return ['-B', ref.slice('refs/heads/'.length), kept(ref)];
  if (ref.startsWith('refs/')) return [kept(ref)];
  if (await has(`refs/remotes/origin/${ref}`)) return ['-B', ref, `refs/remotes/origin/${ref}`];
  if (await has(`refs/tags/${ref}`)) return [`refs/tags/${ref}`];
  throw new Error(`A branch or tag with the name '${ref}' could not be found`);
}
