import { weatherStandIn } from '../embedded/stand-ins/weather.ts';
import type { EmbeddedAws } from '../embedded/start.ts';
import type { StandIns } from './scenario.ts';

const BELOW = '/_stand-in/';

/**
 * Puts what stands in for services outside AWS onto the front, for as long as the embedded AWS is up.
 * @param prefix of its names there, where several accounts have their own
 */
export function mountStandIns(aws: Pick<EmbeddedAws, 'standIn'>, prefix = ''): StandIns {
  const weather = weatherStandIn();
  aws.standIn(`${prefix}weather`, weather.listener);
  return { weather };
}

/** A text of an environment's file, with the names that stand-ins with a prefix have. */
export function withPrefix(text: string, prefix: string): string {
  return text.replaceAll(BELOW, `${BELOW}${prefix}`);
}
