import type { AccessChange, UndecidedAccess } from '../access/changes.ts';
import { plain } from '../cli/plain.ts';
import type { Comparison, Difference, Undecided } from '../iam/compare/compare.ts';
import type { Gain } from '../iam/compare/gain.ts';

const WORDS: Record<Comparison, string> = {
  equal: 'Equal: both allow the same',
  narrower: 'Narrower: access is lost, none is gained',
  broader: 'Broader: access is gained, none is lost',
  incomparable: 'Incomparable: access is gained and lost, or cannot be decided',
};

export function differenceLines({ verdict, gains, losses, undecided }: Difference): string[] {
  return [
    WORDS[verdict],
    ...gains.flatMap((gain) => gainLines('+', gain)),
    ...losses.flatMap((loss) => gainLines('-', loss)),
    ...undecided.flatMap(undecidedLines),
  ];
}

/** Of all principals, each with what it gains and loses. */
export function accessLines(
  verdict: Comparison,
  changes: readonly AccessChange[],
  undecided: readonly UndecidedAccess[],
): string[] {
  return [
    WORDS[verdict],
    ...changes.flatMap((one) => [one.principal, ...gainLines(one.change === 'gained' ? '+' : '-', one)]),
    ...undecided.flatMap((one) => [one.principal, ...undecidedLines(one)]),
  ].map(plain);
}

function undecidedLines({ reason, actions, resources }: Undecided): string[] {
  return [`? ${actions.join(', ')} on ${resources.join(', ')}`, `    cannot be decided: ${reason}`];
}

function gainLines(sign: string, gain: Gain): string[] {
  const { actions, notActions, resources, notResources, principals, witness } = gain;
  const but = (list?: string[]) => (list === undefined ? '' : ` but not ${list.join(', ')}`);
  const context = Object.entries(witness.context).map(([key, value]) => `${key}=${[value].flat().join(',')}`);
  return [
    `${sign} ${actions.join(', ')}${but(notActions)}`,
    `    on ${resources.join(', ')}${but(notResources)}`,
    ...(principals ? [`    by ${principals.join(', ')}`] : []),
    `    as in ${witness.action} ${witness.resource} by ${witness.principal}`,
    ...(context.length > 0 ? [`      with ${context.join(' ')}`] : []),
  ];
}
