import { ok } from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { type Actor, actor } from '../../../../scripts/scenario/clients.ts';
import { start, temporaryFolder } from '../../../start/running.ts';

const STACKS = ['bootstrap', 'student-data', 'student-backup', 'student'];

export interface Place {
  site: string;
  user: string;
  password: string;
  endpoint: string;
  accountId: string;
  owner: Actor;
  student: Record<string, string>;
  backup: Record<string, string>;
  key: string;
}

/** `npm start`, up to the line that says how to sign in. */
export async function started(t: TestContext): Promise<Place> {
  const at = ['--port', '0', '--state', await temporaryFolder(t, 'students'), ...STACKS];
  const running = start(t, at, 'node', { CI: undefined });
  const [, site = ''] = await running.says(/^The site: (http:\/\/localhost:\d+)$/m);
  const [, user = '', password = ''] = await running.says(/Sign in as (\S+) with (\S+) \(shown this once\)/);
  await running.says(/Ctrl-C stops it/);
  const exported = (name: string) => new RegExp(`${name}=(\\S+)`).exec(running.stdout())?.[1] ?? '';
  const [endpoint, accountId] = [exported('AWS_ENDPOINT_URL'), exported('AWS_ACCESS_KEY_ID')];
  const credentials = { accessKeyId: accountId, secretAccessKey: exported('AWS_SECRET_ACCESS_KEY') };
  const owner = actor(endpoint, 'us-east-1', credentials);
  const [student, backup] = await Promise.all(['student', 'student-backup'].map((stack) => outputsOf(owner, stack)));
  const SecretId = student?.ApiKeySecretArn;
  const { SecretString: key = '' } = await owner.secrets.send(new GetSecretValueCommand({ SecretId }));
  ok(key.length >= 40);
  return { ...{ site, user, password, endpoint, accountId, owner, key }, student: student ?? {}, backup: backup ?? {} };
}

async function outputsOf({ cloudformation }: Actor, stack: string): Promise<Record<string, string>> {
  const StackName = `stackwarden-local-${stack}`;
  const { Stacks: [found] = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName }));
  return Object.fromEntries(
    (found?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
}
