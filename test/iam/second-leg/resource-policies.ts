import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutResourcePolicyCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Caller, user } from './callers.ts';
import { allow, deny, document } from './engine.ts';
import type { LiveCase } from './live.ts';
import { rootClient, type World } from './world.ts';

/** A resource with a policy of its own, and the call that asks for it. */
interface Held extends Pick<LiveCase, 'action' | 'resource' | 'resourcePolicy'> {
  call(caller: Caller): Promise<unknown>;
}

const BOUNDED = 'a user whose boundary ends it';

/** Queues and secrets. */
export async function resourcePolicyCases(at: World): Promise<LiveCase[]> {
  const callers = await callersOf(at);
  const cases: LiveCase[] = [];
  for (const [title, statements] of Object.entries(statementsOf(Object.values(callers), at.aws.accountId))) {
    const name = `held-${cases.length}`;
    const kinds = { queue: await queue(at, name, statements), secret: await secret(at, name, statements) };
    for (const [who, caller] of Object.entries(callers)) {
      // A difference of its own: the embedded AWS limits what everyone is granted.
      if (title === 'everyone' && who === BOUNDED) continue;
      for (const [kind, { call, ...held }] of Object.entries(kinds)) {
        cases.push({ ...held, title: `${who}; ${kind}: ${title}`, caller, send: () => call(caller) });
      }
    }
  }
  return cases;
}

async function callersOf(at: World): Promise<Record<string, Caller>> {
  const identity = [document(allow())];
  const boundary = document(allow({ Action: 'ec2:*' }));
  return {
    'a user who may': await user(at, 'holder', { identity }),
    'a user who may not': await user(at, 'holder-unable'),
    'a user who must not': await user(at, 'holder-denied', { identity: [...identity, document(deny())] }),
    [BOUNDED]: await user(at, 'holder-bound', { identity, boundary }),
  };
}

function statementsOf(callers: Caller[], account: string): Record<string, object[]> {
  const Principal = { AWS: callers.map(({ principal }) => principal) };
  return {
    'no policy': [],
    'the callers': [{ ...allow(), Principal }],
    'the account': [{ ...allow(), Principal: { AWS: account } }],
    everyone: [{ ...allow(), Principal: '*' }],
    'a service': [{ ...allow(), Principal: { Service: 'sns.amazonaws.com' } }],
    'not the callers': [
      { ...allow(), Principal: '*' },
      { ...deny(), Principal },
    ],
  };
}

async function queue(at: World, QueueName: string, statements: object[]): Promise<Held> {
  const action = 'sqs:SendMessage';
  const resource = `arn:aws:sqs:${at.aws.region}:${at.aws.accountId}:${QueueName}`;
  const resourcePolicy = policyOf(statements, action, resource);
  const Attributes = resourcePolicy ? { Policy: JSON.stringify(resourcePolicy) } : undefined;
  const { QueueUrl } = await rootClient(at, SQSClient).send(new CreateQueueCommand({ QueueName, Attributes }));
  const request = new SendMessageCommand({ QueueUrl, MessageBody: 'x' });
  return { action, resource, resourcePolicy, call: (caller) => caller.client(SQSClient).send(request) };
}

async function secret(at: World, Name: string, statements: object[]): Promise<Held> {
  const action = 'secretsmanager:GetSecretValue';
  const client = rootClient(at, SecretsManagerClient);
  const { ARN = '' } = await client.send(new CreateSecretCommand({ Name, SecretString: 'x' }));
  const resourcePolicy = policyOf(statements, action, ARN);
  const ResourcePolicy = JSON.stringify(resourcePolicy);
  if (resourcePolicy) await client.send(new PutResourcePolicyCommand({ SecretId: ARN, ResourcePolicy }));
  const request = new GetSecretValueCommand({ SecretId: ARN });
  return { action, resource: ARN, resourcePolicy, call: (caller) => caller.client(SecretsManagerClient).send(request) };
}

function policyOf(statements: object[], Action: string, Resource: string): object | null {
  if (statements.length === 0) return null;
  return document(...statements.map((statement) => ({ ...statement, Action, Resource })));
}
