import { UserError } from '../cli/errors.ts';
import type { Host } from './host.ts';
import type { PinnedAction } from './published.ts';

const USES = /^\s*(?:-\s+)?uses:\s*["']?([\w.-]+\/[\w.-]+)(?:\/[\w./-]+)?@([0-9a-f]{40})\b/gm;

/**
 * The folders of the third-party actions that workflows use, by `owner/name@commit`, as act takes them; those that the
 * shared steps of the repository use are always among them.
 * @throws UserError for an action that nothing stands in for
 */
export function pinnedActions(texts: readonly string[], { actions }: Pick<Host, 'actions'>): Record<string, string> {
  const found = texts.flatMap((text) =>
    [...text.matchAll(USES)].map(([, name = '', commit = '']) => ({ name, commit })),
  );
  return Object.fromEntries(
    found.map(({ name, commit }) => {
      const folder = actions.get(name);
      if (folder === undefined) {
        throw new UserError(`nothing stands in for ${name} here: use one of ${[...actions.keys()].join(', ')}`);
      }
      return [`${name}@${commit}`, folder];
    }),
  );
}

/** The third-party actions that workflows and shared steps use. */
export function actionsIn(texts: readonly string[]): PinnedAction[] {
  return texts.flatMap((text) => [...text.matchAll(USES)].map(([, name = '', commit = '']) => ({ name, commit })));
}
