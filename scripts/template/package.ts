import { withApiDeployments } from './api-deployment.ts';
import { bundleFunction } from './bundle.ts';
import { type CodeReference, checkCodeExists, checkHandler, findCode } from './code.ts';
import { artifactBucket, type Environment } from './environment.ts';
import { keptZip, type Zipped } from './kept-zips.ts';
import { mistakeAt } from './mistake.ts';
import { filledPolicy, findIncludes, readPolicy, scopeOf } from './policies.ts';
import { readTemplate } from './repository.ts';
import type { Path, Source } from './source.ts';
import { isMap, type Json, replaced } from './walk.ts';
import { sha256, zip } from './zip.ts';

/** Where a stack is going, as `sts:GetCallerIdentity` and the target region say. */
export interface Identity {
  accountId: string;
  region: string;
  partition: string;
}

export interface Artifact {
  /** The folder below `functions/`. */
  functionName: string;
  logicalIds: string[];
  /** In the artifact bucket: `<prefix>functions/<name>/<sha256>.zip`. */
  key: string;
  /** Of `body`, in hexadecimal. */
  sha256: string;
  body: Uint8Array;
  /** The repository's own files in the bundle, relative to the root. */
  sources: string[];
}

export interface PackagedStack {
  stack: string;
  source: Source;
  template: Json;
  /** What is deployed: the template as JSON. */
  body: string;
  artifacts: Artifact[];
  /** The included files, relative to the root. */
  policies: string[];
}

export interface PackageOptions {
  root: string;
  stack: string;
  environment: Environment;
  /** Null offline: account, region and partition are left to CloudFormation. */
  identity: Identity | null;
  keyPrefix?: string;
  /** Shared by the stacks of one run, so that a function that two of them use is bundled once. */
  bundles?: Bundles;
}

/** Bundled functions by name, of one root. */
export type Bundles = Map<string, Promise<Zipped>>;

/** `TemplateBody` takes this many bytes; a larger template is worth its line breaks less than a detour over S3. */
export const TEMPLATE_BODY_LIMIT = 51_200;

/** Puts policies and code in their places. Nothing is uploaded or written. */
export async function packageStack(options: PackageOptions): Promise<PackagedStack> {
  const { root, stack, environment, identity } = options;
  const source = await readTemplate(root, stack);
  if (!isMap(source.value) || !isMap(source.value.Resources)) {
    throw mistakeAt(source.at(['Resources']), 'a template is a map with Resources');
  }
  const references = findCode(source);
  const includes = await includedPolicies(root, source, identity);
  const artifacts = await artifactsOf(options, source, references);
  const codes = references.map(({ path, functionName }) => {
    const artifact = artifacts.find((candidate) => candidate.functionName === functionName);
    return { path, value: { S3Bucket: bucketOf(environment, identity), S3Key: artifact?.key } };
  });
  const filled = replaced(source.value, [...includes, ...codes]) as Json;
  const template = withApiDeployments(filled, environment.stacks[stack]?.parameters ?? {});
  const policies = [...new Set(includes.map(({ file }) => file))].sort();
  return { stack, source, template, body: bodyOf(template), artifacts, policies };
}

async function includedPolicies(root: string, source: Source, identity: Identity | null) {
  const scope = scopeOf(source, identity);
  const replacements: { path: Path; value: unknown; file: string }[] = [];
  for (const include of findIncludes(source)) {
    const policy = await readPolicy(root, source, include);
    replacements.push({ ...include, value: filledPolicy(policy, scope) });
  }
  return replacements;
}

async function artifactsOf(options: PackageOptions, source: Source, references: CodeReference[]): Promise<Artifact[]> {
  const { root, keyPrefix = 'main/', bundles = new Map() } = options;
  for (const reference of references) await checkCodeExists(root, source, reference);
  const names = [...new Set(references.map(({ functionName }) => functionName))].sort();
  return Promise.all(
    names.map(async (functionName) => {
      const { body, sha256: hash, sources, exports } = await zipped(root, functionName, bundles);
      const used = references.filter((reference) => reference.functionName === functionName);
      for (const reference of used) checkHandler(source, reference, exports);
      const logicalIds = [...new Set(used.map(({ logicalId }) => logicalId))];
      const key = `${keyPrefix}functions/${functionName}/${hash}.zip`;
      return { functionName, logicalIds, key, sha256: hash, body, sources };
    }),
  );
}

function zipped(root: string, functionName: string, bundles: Bundles): Promise<Zipped> {
  const started = bundles.get(functionName);
  if (started) return started;
  const kept = keptZip(root, functionName, async () => {
    const { files, sources, exports } = await bundleFunction(root, functionName);
    const body = zip(files);
    return { body, sha256: sha256(body), sources, exports };
  });
  bundles.set(functionName, kept);
  return kept;
}

function bucketOf(environment: Environment, identity: Identity | null): unknown {
  if (identity) return artifactBucket(environment, identity.accountId, identity.region);
  return { 'Fn::Sub': artifactBucket(environment, '${AWS::AccountId}', '${AWS::Region}') };
}

/** As it is sent: readable, unless only the compact form fits into the call. */
export function bodyOf(template: Json): string {
  const readable = `${JSON.stringify(template, null, 2)}\n`;
  return Buffer.byteLength(readable) <= TEMPLATE_BODY_LIMIT ? readable : JSON.stringify(template);
}
