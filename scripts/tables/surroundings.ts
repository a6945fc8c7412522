import type { Output } from '../cli/output.ts';
import type { PlaceOptions } from './clients.ts';

/** Of a command's call, what does not say what it is to do. */
export interface Surroundings {
  options: PlaceOptions;
  root: string;
  signal: AbortSignal;
  env: NodeJS.ProcessEnv;
  out: Output;
}
