import type { Output } from '../../cli/output.ts';
import { plain } from '../../cli/plain.ts';
import { type Audience, audienceOf } from '../audience.ts';
import type { AccessChange } from '../changes.ts';
import { accessTexts } from './access-texts.ts';

type Style = Output['style'];
type Colour = Parameters<Style>[0];

const AUDIENCES: Record<Audience, string> = {
  public: ' (public)',
  'cross-account': ' (for another account)',
  federated: ' (for identities from outside)',
  own: '',
};

/** A change of access for a terminal or a log: who, what, on what, and a request that shows it. */
export function accessLines(change: AccessChange, style: Style): string[] {
  const { actions, resources, principals, request, context, where } = accessTexts(change);
  const isGained = change.change === 'gained';
  const audience = audienceOf(change);
  const verb = isGained ? 'gains' : 'loses';
  const first = plain(
    `${isGained ? '+' : '-'} ${change.principal} ${verb} ${actions.join(', ')}${AUDIENCES[audience]}`,
  );
  const rest = [
    `on ${resources.join(', ')}`,
    ...(principals.length > 0 ? [`by ${principals.join(', ')}`] : []),
    ...(where === null ? [] : [where]),
    `as in ${request}`,
    ...(context.length > 0 ? [`  with ${context.join(' ')}`] : []),
  ];
  const colour: Colour = !isGained ? 'dim' : audience === 'own' ? 'yellow' : 'red';
  return [style(colour, first), ...rest.map((line) => `    ${line.startsWith(' ') ? '  ' : ''}${plain(line.trim())}`)];
}
