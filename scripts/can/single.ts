import { EXIT, type ExitCode } from '../cli/exit.ts';
import type { Output } from '../cli/output.ts';
import { compilePolicies, decide } from '../iam/decide/evaluate.ts';
import { type PolicyFile, readPolicyFile } from '../iam/policy/policy-file.ts';
import { verdictLines } from './render.ts';
import { type RequestOptions, requestFrom } from './request.ts';

/** Files of policies, by their kind. */
export interface PolicyOptions {
  policy: string[];
  'resource-policy': string | undefined;
  boundary: string | undefined;
  'session-policy': string[];
  scp: string[];
  rcp: string[];
}

/** Files by the kind of policy that they are, so that a verdict can name the file. */
export interface PolicyFiles {
  identity: PolicyFile[];
  resource: PolicyFile[];
  boundary: PolicyFile[];
  session: PolicyFile[];
  scp: PolicyFile[];
  rcp: PolicyFile[];
}

/** Decides one request on policies in files. */
export async function single(options: RequestOptions & PolicyOptions, root: string, out: Output): Promise<ExitCode> {
  const request = requestFrom(options);
  const read = (files: (string | undefined)[]) =>
    Promise.all(files.flatMap((file) => (file === undefined ? [] : [readPolicyFile(root, file)])));
  const files: PolicyFiles = {
    identity: await read(options.policy),
    resource: await read([options['resource-policy']]),
    boundary: await read([options.boundary]),
    session: await read(options['session-policy']),
    scp: await read(options.scp),
    rcp: await read(options.rcp),
  };
  const documents = (kind: keyof PolicyFiles) => files[kind].map(({ document }) => document);
  const verdict = decide(
    request,
    compilePolicies({
      identityPolicies: documents('identity'),
      resourcePolicy: documents('resource')[0] ?? null,
      permissionBoundary: documents('boundary')[0] ?? null,
      sessionPolicies: documents('session'),
      scps: documents('scp').map((document) => [document]),
      rcps: documents('rcp').map((document) => [document]),
    }),
  );
  for (const line of verdictLines(request, verdict, files)) out.say(line);
  const by = verdict.by.map(({ kind, document, statement }) => {
    const { sid, index } = statement;
    return { kind, sid, ...files[kind][document]?.statementAt(index) };
  });
  out.document({ formatVersion: 1, decision: verdict.decision, by, missing: verdict.missing, request });
  return verdict.decision === 'Allowed' ? EXIT.done : EXIT.findings;
}
