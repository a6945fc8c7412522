import { Logger } from '@aws-lambda-powertools/logger';
import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { required } from '../shared/environment.ts';
import { jsonAnswer } from '../shared/student-api/answer.ts';
import { answering } from '../shared/student-api/answering.ts';
import { Refusal } from '../shared/student-api/refusal.ts';
import { jsonObject } from '../shared/student-api/request.ts';
import { overwrites } from './query.ts';
import { itemOf, readStudent } from './student.ts';

const logger = new Logger({ serviceName: 'insert-student-data' });
const dynamodb = new DynamoDBClient();

type Event = Pick<APIGatewayProxyEvent, 'body'> & Partial<APIGatewayProxyEvent>;

/** POST /students: adds a student; one that is there already only with `?overwrite=true`. */
export function handler(event: Event): Promise<APIGatewayProxyResult> {
  return answering(event, logger, async () => {
    const mayReplace = overwrites(event.queryStringParameters ?? {});
    const student = readStudent(jsonObject(event));
    const isNew = await put(required('TABLE_NAME'), itemOf(student), mayReplace);
    logger.info(isNew ? 'added a student' : 'replaced a student');
    return jsonAnswer(event, isNew ? 201 : 200, { student });
  });
}

/** @returns whether there was none before */
async function put(TableName: string, Item: ReturnType<typeof itemOf>, mayReplace: boolean): Promise<boolean> {
  const guard = mayReplace
    ? ({ ReturnValues: 'ALL_OLD' } as const)
    : { ConditionExpression: 'attribute_not_exists(studentId)' };
  try {
    const { Attributes } = await dynamodb.send(new PutItemCommand({ TableName, Item, ...guard }));
    return Attributes === undefined;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    throw new Refusal(409, 'there is a student with this studentId already: send overwrite=true to replace it');
  }
}
