import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import type { STSClient } from '@aws-sdk/client-sts';
import type { AwsClients } from '../../scripts/aws/clients.ts';
import type { DeployEvent, DeployResult } from '../../scripts/deployment/events.ts';
import { deployEnvironment } from '../../scripts/deployment/execution/deploy.ts';
import { executePlan, type PlanOutcome } from '../../scripts/deployment/execution/execute-plan.ts';
import type { DeploymentOptions } from '../../scripts/deployment/opening.ts';
import type { DeploymentPlan } from '../../scripts/deployment/plan.ts';
import { type PlanResult, planEnvironment } from '../../scripts/deployment/planning/plan-environment.ts';
import { readEnvironment } from '../../scripts/template/environment.ts';
import { fakeCloudFormation } from '../aws/fake-cloudformation.ts';
import { type FakeS3, fakeS3 } from '../aws/fake-s3.ts';
import type { FakeCloudFormation } from '../aws/fake-state.ts';

export const ACCOUNT = '111122223333';

/** Files of a repository by path; removed after the test. */
export async function repository(t: TestContext, files: Record<string, string>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'stackwarden-deploy-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) await write(root, path, text);
  return root;
}

export async function write(root: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

export const environmentFile = (more = '') => `region: us-east-1\nprefix: p\ntags: {Project: x}\nstacks: {}\n${more}`;

/** A template with one queue, as text; `more` is added at its top level. */
export function queue(name: string, more = ''): string {
  return `Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties: {Name: ${name}}\n${more}`;
}

export const exporting = (name: string) => `Outputs:\n  Name: {Value: v, Export: {Name: ${name}}}\n`;
export const importing = (name: string) => queue(`!ImportValue ${name}`);

type More = Partial<DeploymentOptions> & { environmentName?: string };

export interface Account {
  root: string;
  /** One a region. */
  regions: Map<string, FakeCloudFormation>;
  cloudformation: FakeCloudFormation;
  s3: FakeS3;
  events: DeployEvent[];
  deploy(more?: More): Promise<DeployResult>;
  plan(more?: More & { keep?: boolean }): Promise<PlanResult>;
  execute(plan: DeploymentPlan, more?: More): Promise<PlanOutcome>;
}

/** An account in memory, and the repository that is deployed to it. */
export async function account(t: TestContext, files: Record<string, string>): Promise<Account> {
  const root = await repository(t, { 'templates/environments/dev.yaml': environmentFile(), ...files });
  const regions = new Map<string, FakeCloudFormation>();
  const s3 = fakeS3(() => bucketsIn(regions));
  const clients = (region: string): AwsClients => {
    const fetchTemplate = (url: string) =>
      String(Buffer.from(s3.objects.get(url.replace(/^https:\/\/([^.]+)[^/]*/, '$1')) ?? ''));
    const fake = regions.get(region) ?? fakeCloudFormation({ region, fetchTemplate });
    regions.set(region, fake);
    return { region, endpoint: null, cloudformation: fake.client, s3: s3.client, sts: fakeSts() };
  };
  clients('us-east-1');
  const cloudformation = regions.get('us-east-1') as FakeCloudFormation;
  const events: DeployEvent[] = [];
  const optionsWith = async ({ environmentName = 'dev', ...more }: More = {}): Promise<DeploymentOptions> => {
    const environment = await readEnvironment(root, environmentName, {});
    const { signal } = new AbortController();
    const report = (event: DeployEvent) => void events.push(event);
    return { root, environment, clients, signal, report, env: {}, ...more };
  };
  return {
    ...{ root, regions, cloudformation, s3, events },
    deploy: async (more) => deployEnvironment(await optionsWith(more)),
    plan: async ({ keep = false, ...more } = {}) => planEnvironment({ ...(await optionsWith(more)), keep }),
    execute: async (plan, more) => executePlan(await optionsWith(more), plan),
  };
}

function bucketsIn(regions: Map<string, FakeCloudFormation>): string[] {
  const stacks = [...regions.values()].flatMap((region) => region.stacks);
  const resources = stacks.flatMap(({ template }) => Object.values(template.Resources));
  return resources.flatMap(({ Properties }) =>
    typeof Properties?.BucketName === 'string' ? Properties.BucketName : [],
  );
}

function fakeSts(): STSClient {
  const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/ci`;
  return { send: async () => ({ Account: ACCOUNT, Arn: arn }) } as unknown as STSClient;
}

export function statuses({ stacks }: DeployResult): Record<string, string> {
  return Object.fromEntries(stacks.map(({ stack, status }) => [stack, status]));
}
