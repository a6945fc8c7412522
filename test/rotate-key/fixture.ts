import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type AwsClients, awsClients } from '../../scripts/aws/clients.ts';
import { listResources } from '../../scripts/aws/resources.ts';
import { describeStack } from '../../scripts/aws/stacks.ts';
import type { DeployEvent, DeployResult } from '../../scripts/deployment/events.ts';
import { deployEnvironment } from '../../scripts/deployment/execution/deploy.ts';
import { withParameters } from '../../scripts/deployment/kept-versions.ts';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import type { Rotation } from '../../scripts/rotate-key/report.ts';
import { type RotateOptions, rotateKey } from '../../scripts/rotate-key/rotate.ts';
import { readEnvironment } from '../../scripts/template/environment.ts';
import { clientOptions } from '../embedded/fixture.ts';
import { repository } from '../template/fixture.ts';
import { keyedTemplate } from './template.ts';

export interface Place {
  root: string;
  /** Everything that was said, for people and machines. */
  said: string[];
  clients(region: string): AwsClients;
  secrets(): SecretsManagerClient;
  /** As `npm run deploy` does it; or as with a file that names this version. */
  deploy(version?: string, allowReplace?: string[]): Promise<DeployResult>;
  rotate(more?: Partial<RotateOptions>): Promise<Rotation>;
  /** The environment's file. */
  file(): Promise<string>;
  /** Labels to version ids. */
  labels(): Promise<Record<string, string>>;
  value(version?: string): Promise<string>;
  /** The version that the stack names. */
  deployed(): Promise<string>;
  /** What the API answers to a caller with this key. */
  api(key: string): Promise<number>;
  /** What a visitor of the distribution gets. */
  site(): Promise<number>;
}

interface PlaceOptions {
  /** Whether the environment names the account. */
  account?: boolean;
  files?: Record<string, string>;
}

/** A repository of its own in the account of an embedded AWS, told apart by its prefix. */
export async function place(
  t: TestContext,
  aws: EmbeddedAws,
  prefix: string,
  { account = true, files = {} }: PlaceOptions = {},
): Promise<Place> {
  const own = account ? `account: '${aws.accountId}'\n` : '';
  const root = await repository(t, {
    'templates/student.yaml': keyedTemplate(new URL(aws.endpoint).port),
    'templates/environments/dev.yaml': `# Ours.\nregion: us-east-1\n${own}prefix: ${prefix}\nstacks:\n  student: {} # the site\n`,
    ...files,
  });
  const name = `${prefix}-dev-student`;
  const clients = (region: string) => awsClients({ region, endpoint: aws.endpoint, credentials: aws.credentials });
  const secrets = () => new SecretsManagerClient(clientOptions(aws));
  const here = clients('us-east-1');
  const said: string[] = [];
  const options = {
    ...{ root, clients, env: {}, signal: new AbortController().signal },
    report: (event: DeployEvent) => void said.push(JSON.stringify(event)),
  };
  const secretId = async () =>
    (await listResources(here, name)).find(({ logicalId }) => logicalId === 'ApiKeySecret')?.physicalId ?? '';
  const stack = async () => await describeStack(here, name);
  const call = (host: string, path: string, key?: string) => statusOf(aws, host, path, key);
  return {
    ...{ root, said, clients, secrets },
    async deploy(version, allowReplace = []) {
      const environment = await readEnvironment(root, 'dev', {});
      const named = version === undefined ? {} : { ApiKeyVersion: version };
      const whole = withParameters(environment, 'student', named);
      return deployEnvironment({ ...options, environment: whole, stacks: ['student'], wishes: { allowReplace } });
    },
    async rotate(more) {
      const environment = await readEnvironment(root, 'dev', {});
      const note = (line: string) => void said.push(line);
      const rotation = await rotateKey({ ...options, environment, wanted: undefined, secrets, note, ...more });
      said.push(JSON.stringify(rotation));
      return rotation;
    },
    file: () => readFile(join(root, 'templates/environments/dev.yaml'), 'utf8'),
    async labels() {
      const { VersionIdsToStages = {} } = await secrets().send(
        new DescribeSecretCommand({ SecretId: await secretId() }),
      );
      return Object.fromEntries(Object.entries(VersionIdsToStages).flatMap(([id, all]) => all.map((one) => [one, id])));
    },
    async value(version) {
      const wanted = { SecretId: await secretId(), ...(version === undefined ? {} : { VersionId: version }) };
      return (await secrets().send(new GetSecretValueCommand(wanted))).SecretString ?? '';
    },
    deployed: async () => (await stack())?.parameters.ApiKeyVersion ?? '',
    async api(key) {
      const { port } = new URL(aws.endpoint);
      return call(`127.0.0.1:${port}`, `/_aws/execute-api/${(await stack())?.outputs.ApiId}/prod/`, key);
    },
    site: async () => call((await stack())?.outputs.DistributionDomain ?? '', '/'),
  };
}

export function statusOf(aws: EmbeddedAws, host: string, path: string, key?: string): Promise<number> {
  const headers = { host, ...(key === undefined ? {} : { 'x-api-key': key }) };
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: new URL(aws.endpoint).port, path, headers }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
    });
    sent.on('error', reject).end();
  });
}

export class Killed extends Error {}

/**
 * Clients of a process that is killed right before or right after a call: from then on it makes no call, and cleans
 * nothing up.
 * @param nth counts the calls of that name from 1
 */
export function killed(at: Place, call: string, moment: 'before' | 'after', nth = 1) {
  let dead = false;
  let seen = 0;
  const mortal = <Client extends { middlewareStack: { add(middleware: unknown, options: object): void } }>(
    client: Client,
  ) => {
    const middleware =
      (next: (input: unknown) => Promise<unknown>, { commandName }: { commandName?: string }) =>
      async (input: unknown) => {
        const isIt = commandName === `${call}Command` && ++seen === nth;
        if (isIt && moment === 'before') dead = true;
        if (dead) throw new Killed(call);
        const answer = await next(input);
        if (isIt) dead = true;
        if (dead) throw new Killed(call);
        return answer;
      };
    client.middlewareStack.add(middleware, { step: 'initialize' });
    return client;
  };
  return {
    clients: (region: string) => {
      const made = at.clients(region);
      for (const client of [made.cloudformation, made.s3, made.sts]) mortal(client as never);
      return made;
    },
    secrets: () => mortal(at.secrets() as never) as unknown as SecretsManagerClient,
    /** Whether the moment came. */
    isDead: () => dead,
  };
}
