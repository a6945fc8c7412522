import { setFlagsFromString } from 'node:v8';

/** Up to here the heap stays small however it grows, and to collect more often would only take time. */
const MANY = 400;

/**
 * V8 lets the heap grow to up to four times what is in use before it collects again, so thousands of files would take three
 * times the memory that they need.
 */
export function spareMemory(files: number): void {
  if (files > MANY) setFlagsFromString('--heap-growing-percent=60');
}
