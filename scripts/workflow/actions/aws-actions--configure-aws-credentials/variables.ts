import { exportVariable } from '../toolkit/files.ts';

const CREDENTIALS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
const REGIONS = ['AWS_REGION', 'AWS_DEFAULT_REGION'];

/** A variable that was exported cannot be taken back, only emptied. */
export function clear(): void {
  for (const name of [...CREDENTIALS, ...REGIONS]) exportVariable(name, '');
}

export function exportRegion(region: string): void {
  for (const name of REGIONS) exportVariable(name, region);
}
