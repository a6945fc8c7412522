import { weatherStandIn } from '../embedded/stand-ins/weather.ts';
import type { EmbeddedAws } from '../embedded/start.ts';
import type { StandIns } from '../scenario/scenario.ts';

/** Puts what stands in for services outside AWS onto the front, for as long as the embedded AWS is up. */
export function mountStandIns(aws: Pick<EmbeddedAws, 'standIn'>): StandIns {
  const weather = weatherStandIn();
  aws.standIn('weather', weather.listener);
  return { weather };
}
