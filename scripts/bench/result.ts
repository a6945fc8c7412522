import { arch, cpus, platform } from 'node:os';
import type { Row } from './row.ts';

/** What one run has measured; the JSON document. */
export interface Result {
  formatVersion: 1;
  quick: boolean;
  /** When it began, as ISO 8601 in UTC. */
  at: string;
  machine: { node: string; system: string; processors: number; model: string | null };
  rows: SuiteRow[];
}

export type SuiteRow = Row & { suite: string };

export function emptyResult(quick: boolean): Result {
  const all = cpus();
  const machine = {
    ...{ node: process.version, system: `${platform()} ${arch()}` },
    ...{ processors: all.length, model: all[0]?.model ?? null },
  };
  return { formatVersion: 1, quick, at: new Date().toISOString(), machine, rows: [] };
}
