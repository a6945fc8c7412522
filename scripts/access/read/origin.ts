import { type Locate, locator, type Position } from '../../template/source.ts';

/** A file that values are read from. */
export interface Origin {
  file: string;
  /** Without a byte order mark. */
  text: string;
}

/** Kept, as one file is asked for many positions; most files are never asked. */
const locators = new WeakMap<Origin, Locate>();

export function at(origin: Origin, offset: number): Position {
  const locate = locators.get(origin) ?? locator(origin.text, origin.file);
  locators.set(origin, locate);
  return locate(offset);
}

export function originOf(text: string, file: string): Origin {
  return { file, text: text.startsWith('\uFEFF') ? text.slice(1) : text };
}
