import type { ChangeDetail, ResourceChange } from '../../aws/changes.ts';
import { severity } from './replacement.ts';

/**
 * CloudFormation's changes, with what it left out from the templates: values before and after, and what forces a
 * replacement. Of the two words on replacement the more severe one counts: a table that is gone does not come back.
 */
export function withValues(changes: readonly ResourceChange[], predicted: readonly ResourceChange[]): ResourceChange[] {
  const foreseen = new Map(predicted.map((change) => [change.logicalId, change]));
  return changes.map((change) => {
    const guess = foreseen.get(change.logicalId);
    if (guess === undefined || guess.action !== change.action) return change;
    if (change.action !== 'Modify') return { ...change, policyAction: change.policyAction ?? guess.policyAction };
    const replacement = moreSevere(change, guess);
    return {
      ...change,
      replacement,
      policyAction: change.policyAction ?? (replacement === 'False' ? null : guess.policyAction),
      scope: change.scope.length > 0 ? change.scope : guess.scope,
      details: withMissing(change.details, guess.details),
    };
  });
}

/**
 * A clear no of CloudFormation is doubted, not overruled: it may know that two ways of writing a value are the same.
 * Where the schemas only suspect a property of which it says that it never replaces, it is believed.
 */
function moreSevere({ replacement, details }: ResourceChange, guess: ResourceChange): string | null {
  if (severity(guess.replacement) === 0) return replacement ?? guess.replacement;
  if (replacement !== 'False')
    return severity(replacement) > severity(guess.replacement) ? replacement : guess.replacement;
  if (guess.replacement === 'True') return 'Conditional';
  const cleared = new Set(
    details.filter(({ requiresRecreation }) => requiresRecreation === 'Never').map(({ target }) => target),
  );
  const suspected = guess.details.filter(({ requiresRecreation }) => severity(requiresRecreation) > 0);
  return suspected.every(({ target }) => cleared.has(target)) ? 'False' : 'Conditional';
}

function withMissing(said: readonly ChangeDetail[], guessed: readonly ChangeDetail[]): ChangeDetail[] {
  const byTarget = new Map(guessed.toReversed().map((detail) => [detail.target, detail]));
  const known = new Set(said.map(({ target }) => target));
  const filled = said.map((detail) => {
    const guess = byTarget.get(detail.target);
    if (detail.before !== null || detail.after !== null || guess === undefined) return detail;
    return { ...detail, before: guess.before, after: guess.after };
  });
  return unique([...filled, ...guessed.filter(({ target }) => !known.has(target))]);
}

/**
 * CloudFormation tells a property twice when it has a static and a dynamic reason; the first is kept. Places deep in one
 * property have its name too, and values of their own.
 */
function unique(details: readonly ChangeDetail[]): ChangeDetail[] {
  const kept = new Map<string, ChangeDetail>();
  for (const detail of details) {
    const { target, cause, before, after } = detail;
    const key = JSON.stringify([target, cause, before, after]);
    if (!kept.has(key)) kept.set(key, detail);
  }
  return [...kept.values()];
}

/** Why what was foreseen does not hold, a line for each difference; [] when it does. */
export function movedFrom(predicted: readonly ResourceChange[], real: readonly ResourceChange[]): string[] {
  const foreseen = new Map(predicted.map((change) => [change.logicalId, change]));
  const actual = new Set(real.map(({ logicalId }) => logicalId));
  const more = real.flatMap((change) => {
    const guess = foreseen.get(change.logicalId);
    if (guess === undefined) return [`${change.logicalId} would change (${wordsOf(change)}), which was not foreseen`];
    if (isNoWorse(change, guess)) return [];
    return [`${change.logicalId} would be ${wordsOf(change)}, and ${wordsOf(guess)} was foreseen`];
  });
  const fewer = predicted.filter((change) => !actual.has(change.logicalId) && !isIncidental(change));
  return [
    ...more,
    ...fewer.map((change) => `${change.logicalId} would not change, and ${wordsOf(change)} was foreseen`),
  ];
}

function isNoWorse(change: ResourceChange, guess: ResourceChange): boolean {
  const isSame = guess.action === change.action && guess.type === change.type;
  return isSame && severity(change.replacement) <= severity(guess.replacement) && !isLost(change, guess);
}

/** Foreseen as kept outside the stack, and now deleted. */
function isLost({ policyAction }: ResourceChange, guess: ResourceChange): boolean {
  return /Delete$/.test(policyAction ?? '') && /(Retain|Snapshot)$/.test(guess.policyAction ?? '');
}

/** A change that only follows from others, or of no property: whether CloudFormation tells those is its affair. */
function isIncidental({ action, details }: ResourceChange): boolean {
  const isOwn = ({ target, cause }: ChangeDetail) => cause === null && /^(Properties\.|Type$)/.test(target);
  return action === 'Modify' && !details.some(isOwn);
}

const WORDS: Record<string, string> = { Add: 'added', Modify: 'modified', Remove: 'removed', Import: 'imported' };

function wordsOf({ action, replacement, policyAction }: ResourceChange): string {
  if (action === 'Remove') return policyAction === 'Retain' ? 'removed and retained' : 'removed';
  if (replacement === 'True') return /Retain$/.test(policyAction ?? '') ? 'replaced and retained' : 'replaced';
  return replacement === 'Conditional' ? 'perhaps replaced' : (WORDS[action] ?? action);
}
