import type { Environment } from '../template/environment.ts';
import type { Artifact, PackagedStack } from '../template/package.ts';

/** A stack, packaged for the region that it goes to. */
export interface Placed {
  region: string;
  packaged: PackagedStack;
}

/** What became of an artifact; offline nothing did. */
export type Uploads = ReadonlyMap<Artifact, 'uploaded' | 'present'>;

export interface PackageReport {
  formatVersion: 1;
  environment: string;
  /** Null offline. */
  accountId: string | null;
  stacks: ReportedStack[];
}

interface ReportedStack {
  stack: string;
  region: string;
  /** This and the functions' `file` are relative to the root. */
  file: string;
  policies: string[];
  functions: ReportedFunction[];
}

interface ReportedFunction {
  name: string;
  logicalIds: string[];
  key: string;
  sha256: string;
  bytes: number;
  file: string;
  sources: string[];
  upload: 'uploaded' | 'present' | null;
}

export function templateFile({ name }: Environment, { stack }: PackagedStack): string {
  return `.stackwarden/package/${name}/${stack}.json`;
}

export function zipFile({ name }: Environment, { functionName }: Artifact): string {
  return `.stackwarden/package/${name}/functions/${functionName}.zip`;
}

export function packageReport(environment: Environment, accountId: string | null, placed: Placed[], uploads: Uploads) {
  const stacks = placed.map(({ region, packaged }): ReportedStack => {
    const functions = packaged.artifacts.map((artifact): ReportedFunction => {
      const { functionName, logicalIds, key, sha256, body, sources } = artifact;
      const upload = uploads.get(artifact) ?? null;
      const file = zipFile(environment, artifact);
      return { name: functionName, logicalIds, key, sha256, bytes: body.byteLength, file, sources, upload };
    });
    const { stack, policies } = packaged;
    return { stack, region, file: templateFile(environment, packaged), policies, functions };
  });
  return { formatVersion: 1, environment: environment.name, accountId, stacks } satisfies PackageReport;
}

/** What `npm run package` prints; a KB is 1000 bytes. */
export function renderReport({ stacks }: PackageReport): string[] {
  return stacks.flatMap(({ file, functions }) => [
    file,
    ...functions.map(({ name, key, bytes, upload }) => {
      return `  ${name}  ${(bytes / 1000).toFixed(1)} KB  ${key}${upload ? `  ${upload}` : ''}`;
    }),
  ]);
}
