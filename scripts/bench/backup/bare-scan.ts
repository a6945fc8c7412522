import { DynamoDBClient, ScanCommand, type ScanCommandOutput } from '@aws-sdk/client-dynamodb';

/** The least that reads a table in parallel, and keeps nothing. The backup is measured beside it. */
const [TableName = '', segments = '4'] = process.argv.slice(2);
const client = new DynamoDBClient({});

async function scan(Segment: number): Promise<void> {
  let ExclusiveStartKey: ScanCommandOutput['LastEvaluatedKey'];
  do {
    const command = new ScanCommand({ TableName, Segment, TotalSegments: Number(segments), ExclusiveStartKey });
    ({ LastEvaluatedKey: ExclusiveStartKey } = await client.send(command));
  } while (ExclusiveStartKey);
}

await Promise.all(Array.from({ length: Number(segments) }, (_, segment) => scan(segment)));
