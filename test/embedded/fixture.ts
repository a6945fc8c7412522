import { fail } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { pythonTool } from '../../scripts/cli/project.ts';
import { type EmbeddedAws, type EmbeddedOptions, startEmbeddedAws } from '../../scripts/embedded/start.ts';

export const python = pythonTool('python');

export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'embedded-'));
}

export function remove(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

export function start(folder: string, options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedAws> {
  return startEmbeddedAws({ folder, port: 0, python, ...options });
}

interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** What every client takes; the account root through the front unless told otherwise. */
export function clientOptions(
  aws: EmbeddedAws,
  { credentials = aws.credentials, endpoint = aws.endpoint }: { credentials?: Credentials; endpoint?: string } = {},
) {
  return { endpoint, region: aws.region, credentials, forcePathStyle: true, maxAttempts: 1 };
}

/** Deploys a template and answers with its outputs. */
export async function deploy(aws: EmbeddedAws, name: string, template: object): Promise<Record<string, string>> {
  const client = new CloudFormationClient(clientOptions(aws));
  try {
    await client.send(
      new CreateStackCommand({
        StackName: name,
        TemplateBody: JSON.stringify(template),
        Capabilities: ['CAPABILITY_NAMED_IAM'],
      }),
    );
    return await until(async () => {
      const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
      if (stack?.StackStatus?.endsWith('IN_PROGRESS')) return undefined;
      if (stack?.StackStatus !== 'CREATE_COMPLETE')
        throw new Error(`${stack?.StackStatus}: ${stack?.StackStatusReason}`);
      return Object.fromEntries((stack.Outputs ?? []).map((output) => [output.OutputKey, output.OutputValue]));
    });
  } finally {
    client.destroy();
  }
}

/** What `look` finds, looked for until it is there; fails after 20 s. */
export async function until<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`not within 20 s: ${look}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The launcher that this process started last. */
export function launcherProcess(): number {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const rows = table.split('\n').map((row) => row.trim().split(/\s+/));
  const own = rows.filter(
    ([, parent, ...args]) => Number(parent) === process.pid && /launcher\/main\.py/.test(args.join(' ')),
  );
  return Number(own.at(-1)?.[0] ?? fail('no launcher runs'));
}

export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A role's resource; `trust` may assume it. */
export function role(trust: object, statements: object[]): object {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Principal: trust, Action: 'sts:AssumeRole' },
      },
      Policies: statements.length === 0 ? [] : [policy(statements)],
    },
  };
}

function policy(statements: object[]): object {
  return { PolicyName: 'narrow', PolicyDocument: { Version: '2012-10-17', Statement: statements } };
}

export const accountRoot = { AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } };
