import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { UserError } from '../../scripts/cli/errors.ts';
import { projectFolder } from '../../scripts/cli/project.ts';
import type { Environment } from '../../scripts/template/environment.ts';

/** A repository in a folder of its own, removed after the test; functions find this checkout's packages. */
export async function repository(t: TestContext, files: Record<string, string | Uint8Array>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'stackwarden-template-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  await symlink(join(projectFolder, 'node_modules'), join(root, 'node_modules'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}

export function environment(overrides: Partial<Environment> = {}): Environment {
  const plain = {
    name: 'test',
    region: 'eu-west-1',
    account: null,
    prefix: 'sw',
    tags: {},
    protect: false,
    serviceRole: null,
    stackPolicy: null,
    rollback: null,
    stacks: {},
  };
  return { ...plain, ...overrides };
}

/** The one line that a person sees. */
export async function mistakeOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    assert.ok(error instanceof UserError, `expected a UserError: ${error instanceof Error ? error.stack : error}`);
    assert.ok(!error.message.includes('\n'), 'expected one line');
    return error.message;
  }
  return assert.fail('expected a UserError');
}

/** A template with one function, and what it needs. */
const HANDLER = `
import { greeting } from '../shared/greeting.ts';
export async function handler(name: string): Promise<string> {
  return greeting(name);
}
`;

const GREETING = `export const greeting = (name: string) => \`Hello, \${name}\`;\n`;

export const FUNCTION_TEMPLATE = `
Resources:
  Greeter:
    Type: AWS::Lambda::Function
    Properties:
      Code: ../functions/greeter
      Handler: index.handler
      Runtime: nodejs24.x
      Role: !Sub arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/Greeter
`;

export const GREETER = {
  'templates/greeter.yaml': FUNCTION_TEMPLATE,
  'functions/greeter/handler.ts': HANDLER,
  'functions/shared/greeting.ts': GREETING,
};
