import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { TestContext } from 'node:test';
import { askStacks, type StackOptions } from '../../scripts/can/asked.ts';
import { output } from '../../scripts/cli/output.ts';

const NOTHING: StackOptions = {
  role: undefined,
  who: false,
  environment: undefined,
  action: undefined,
  resource: undefined,
  principal: undefined,
  'resource-account': undefined,
  context: [],
  batch: false,
  policy: [],
  'resource-policy': undefined,
  boundary: undefined,
  'session-policy': [],
  scp: [],
  rcp: [],
};

/** What the command prints for these options, as lines and as the document of `--format json`, and its exit code. */
export async function ask(root: string, options: Partial<StackOptions>) {
  const [document, lines] = [new PassThrough(), new PassThrough()];
  // In JSON, the lines for people go to stderr.
  const out = output('json', { stdout: document, stderr: lines }, {});
  const code = await askStacks({ ...NOTHING, ...options }, root, out);
  return { code, text: String(lines.read() ?? ''), json: JSON.parse(String(document.read())) };
}

export type Files = Record<string, unknown>;

/** A repository with these files, as JSON where they are no text. */
export async function repository(t: TestContext, files: Files): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'can-stacks-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }
  return root;
}

type Resources = Record<string, unknown>;

export const template = (Resources: Resources, more: Resources = {}) => ({ ...more, Resources });
export const resource = (Type: string, Properties: Resources = {}) => ({ Type, Properties });
export const role = (Properties: Resources = {}) =>
  resource('AWS::IAM::Role', { AssumeRolePolicyDocument: document(), ...Properties });
export const document = (...Statement: unknown[]) => ({ Version: '2012-10-17', Statement });
export const allow = (Action: unknown, Resource: unknown = '*', more: Resources = {}) => ({
  ...{ Effect: 'Allow', Action, Resource },
  ...more,
});
export const inline = (...statements: unknown[]) => [{ PolicyName: 'p', PolicyDocument: document(...statements) }];
export const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
