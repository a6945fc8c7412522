import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

/**
 * A client whose calls are answered as told, through all that the SDK does with an answer. Errors that are thrown are
 * answers as well.
 */
// biome-ignore lint/suspicious/noExplicitAny: inputs of whatever call it is
export function answering(answer: (input: any, call: number) => object): DynamoDBClient {
  let calls = 0;
  const requestHandler = {
    async handle({ body }: { body: string }) {
      const { statusCode, text } = told(() => answer(JSON.parse(body), calls++));
      return { response: { statusCode, headers: {}, body: new Blob([text]).stream() } };
    },
  } as unknown as NonNullable<DynamoDBClientConfig['requestHandler']>;
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-secret' };
  return new DynamoDBClient({ region: 'us-east-1', credentials, requestHandler, maxAttempts: 1 });
}

function told(answer: () => object): { statusCode: number; text: string } {
  try {
    return { statusCode: 200, text: JSON.stringify(answer()) };
  } catch (error) {
    const { name, message } = error as Error;
    return { statusCode: 400, text: JSON.stringify({ __type: name, message }) };
  }
}
