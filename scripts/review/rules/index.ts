import type { Rule } from '../model.ts';
import * as list from './list.ts';

/** Every rule of the review. */
export const RULES: readonly Rule[] = Object.values(list);
