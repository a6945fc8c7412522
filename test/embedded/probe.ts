import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { clientOptions, deploy, role } from './fixture.ts';

/** What the function tells of itself. */
export interface Probe {
  env: Record<string, string>;
  pid: number;
  /** The process of MiniStack. */
  parent: number;
  node: string;
  status?: number;
}

const code = `
import { writeFileSync } from 'node:fs';
export async function handler(event) {
  console.log('called');
  if (event.spin) {
    process.on('SIGTERM', () => {});
    writeFileSync(event.spin, 'spinning');
    for (;;);
  }
  const answer = { env: process.env, pid: process.pid, parent: process.ppid, node: process.version };
  if (!event.call) return answer;
  const response = await fetch(process.env.AWS_ENDPOINT_URL + '/probe-bucket/key');
  return { ...answer, status: response.status };
}`;

export async function deployProbe(aws: EmbeddedAws): Promise<void> {
  const outputs = await deploy(aws, 'probe', {
    Resources: {
      Role: role({ Service: 'lambda.amazonaws.com' }, []),
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'probe-bucket' } },
    },
    Outputs: { Role: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
  });
  await using(aws, (client) =>
    client.send(
      new CreateFunctionCommand({
        FunctionName: 'probe',
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Timeout: 60,
        Role: outputs.Role,
        Code: { ZipFile: zipSync({ 'index.mjs': strToU8(code) }) },
      }),
    ),
  );
}

export async function invokeProbe(aws: EmbeddedAws, event: { call?: boolean } = {}): Promise<Probe> {
  const { FunctionError, Payload } = await using(aws, (client) =>
    client.send(new InvokeCommand({ FunctionName: 'probe', Payload: JSON.stringify(event) })),
  );
  const text = Buffer.from(Payload ?? []).toString();
  if (FunctionError) throw new Error(text);
  return JSON.parse(text);
}

/** Leaves the function busy for good, deaf to SIGTERM; it makes the file when it is. */
export async function spinProbe(aws: EmbeddedAws, file: string): Promise<void> {
  const command = new InvokeCommand({
    FunctionName: 'probe',
    InvocationType: 'Event',
    Payload: JSON.stringify({ spin: file }),
  });
  await using(aws, (client) => client.send(command));
}

async function using<T>(aws: EmbeddedAws, work: (client: LambdaClient) => Promise<T>): Promise<T> {
  const client = new LambdaClient(clientOptions(aws));
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}
