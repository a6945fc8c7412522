import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { required } from '../shared/environment.ts';

const documents = DynamoDBDocumentClient.from(new DynamoDBClient());

export async function handler(event: { id: string }): Promise<void> {
  await documents.send(new PutCommand({ TableName: required('TABLE'), Item: event }));
}
