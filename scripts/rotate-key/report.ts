import { EXIT, type ExitCode } from '../cli/exit.ts';
import type { DeployResult } from '../deployment/events.ts';

export interface Rotation {
  formatVersion: 1;
  environment: string;
  stack: string;
  /** The secret's logical id. */
  secret: string;
  /** The id of the new version; null when the check before found something and none was made. */
  version: string | null;
  /** The one that was current before. */
  previousVersion: string | null;
  /** The environment's file, which names the version now, relative to the root; null when it was not written. */
  file: string | null;
  deployment: DeployResult;
}

/** The last words for people. */
export function rotationLines({ stack, secret, version, previousVersion, file, ...rest }: Rotation): string[] {
  const { deployment, environment } = rest;
  if (version === null) return ['Nothing was rotated.'];
  if (!deployment.ok) {
    return [`The old value of ${stack}/${secret} goes on working. Run this again to go on with version ${version}.`];
  }
  const instead = previousVersion === null ? '' : `, instead of ${previousVersion}`;
  const kept =
    file === null
      ? `Environment ${environment} names no account, so its file stays as it is: other laptops have other secrets.`
      : `${file} names it now: commit that, so that later deploys keep it.`;
  return [`${stack}/${secret}: version ${version} is in use and current${instead}.`, kept];
}

export function exitCodeOf({ deployment: { ok, held } }: Rotation): ExitCode {
  if (held) return EXIT.blocked;
  return ok ? EXIT.done : EXIT.findings;
}
