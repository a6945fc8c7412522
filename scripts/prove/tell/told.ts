import type { Proof } from '../run.ts';
import type { Verdict } from '../verdict.ts';
import { type Gap, gapsOf, type Row, rowsOf, totalOf } from './table.ts';

/** A proof as it is told, in whatever form. */
export interface Told {
  stacks: readonly string[];
  rows: Row[];
  total: Row;
  gaps: Gap[];
  /** Calls of services that the policies deny, attacks that they let through, and calls that the analysis missed. */
  problems: string[];
  /** Policies that no deployed resource has, as the environment `local` decides conditions. */
  absent: string[];
  verdicts: readonly Verdict[];
  /** Seconds. */
  took: number;
}

/** @param files the policies of the stacks, whether they are deployed or not */
export function told({ verdicts, service, missed, stacks, took }: Proof, files: readonly string[]): Told {
  const rows = rowsOf(verdicts);
  return {
    ...{ stacks, rows, verdicts, took },
    total: totalOf(verdicts),
    gaps: gapsOf(verdicts),
    problems: [
      ...service.denied.map(({ use, page, request }) => {
        return `denied: ${use}: ${request.principal} may not ${request.action} on ${request.resource} (${page})`;
      }),
      ...service.open.map(({ call, attack }) => {
        return `open: ${call.use}, ${attack.what}: it is allowed and must not be (${call.page})`;
      }),
      ...missed.map(({ role, action, resource, functions }) => {
        return `not analysed: ${role} called ${action} on ${resource}, which the analysis of functions/${functions.join(', functions/')} does not find: please report it`;
      }),
    ],
    absent: files.filter((file) => !rows.some((row) => row.file === file)),
  };
}

/** Nothing is too much, and nothing untried. */
export function isWhole({ gaps, problems }: Told): boolean {
  return gaps.length + problems.length === 0;
}
