import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { Asking } from './asking.ts';
import type { LiveClients } from './clients.ts';
import type { ExpectedStack } from './expected.ts';
import { filled } from './physical.ts';

interface Attribute {
  action: string;
  read(clients: LiveClients, physicalId: string): Promise<string | undefined>;
}

/** What stands in policies and only the service knows, by type and attribute; what `Ref` gives without one. */
const ATTRIBUTES: Record<string, Attribute> = {
  'AWS::DynamoDB::Table.StreamLabel': {
    action: 'dynamodb:DescribeTable',
    async read({ dynamodb }, TableName) {
      const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
      return Table?.LatestStreamLabel;
    },
  },
  'AWS::SecretsManager::Secret': {
    action: 'secretsmanager:DescribeSecret',
    async read({ secrets }, SecretId) {
      const { ARN } = await secrets.send(new DescribeSecretCommand({ SecretId }));
      return ARN?.split(':').slice(6).join(':');
    },
  },
  'AWS::IAM::Role.RoleId': {
    action: 'iam:GetRole',
    async read({ iam }, RoleName) {
      const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
      return Role?.RoleId;
    },
  },
};

/** The stack with those attributes filled in that its documents name. */
export async function withAttributes(stack: ExpectedStack, { ask }: Asking): Promise<ExpectedStack> {
  const { deployed, documents, resources } = stack;
  const symbols = new Map<string, string>();
  // A policy of its own names what it is attached to in a property.
  const written = JSON.stringify([documents.map(({ value }) => value), resources.map(({ properties }) => properties)]);
  for (const [, id = '', attribute = ''] of new Set([...written.matchAll(/\$\{(\w+)(\.\w+)?\}/g)])) {
    const resource = deployed.resources.find(({ logicalId }) => logicalId === id);
    const known = ATTRIBUTES[`${resource?.type}${attribute}`];
    if (resource === undefined || known === undefined || symbols.has(`${id}${attribute}`)) continue;
    const { physicalId } = resource;
    const answer = await ask(known.action, physicalId, () => known.read(deployed.clients, physicalId));
    if (answer?.value) symbols.set(`${id}${attribute}`, answer.value);
  }
  return {
    ...stack,
    resources: resources.map((one) => ({ ...one, properties: filled(one.properties, symbols) })),
    documents: documents.map((one) => ({ ...one, value: filled(one.value, symbols) })),
  };
}
