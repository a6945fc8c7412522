import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { required } from '../shared/environment.ts';
import { jsonAnswer } from '../shared/student-api/answer.ts';
import { answering } from '../shared/student-api/answering.ts';
import { Refusal } from '../shared/student-api/refusal.ts';
import { listStudents } from './list.ts';
import { plainItem, type Student } from './plain-item.ts';
import { readQuery } from './query.ts';

const logger = new Logger({ serviceName: 'get-student-data' });
const dynamodb = new DynamoDBClient();

type Event = Pick<APIGatewayProxyEvent, 'queryStringParameters'> & Partial<APIGatewayProxyEvent>;

/** GET /students: one student by `studentId`, or a page of all, or of those that `search` finds. */
export function handler(event: Event): Promise<APIGatewayProxyResult> {
  return answering(event, logger, async () => {
    const query = readQuery(event.queryStringParameters ?? {});
    const table = required('TABLE_NAME');
    if ('studentId' in query) {
      const student = await find(table, query.studentId);
      logger.info('found a student');
      return jsonAnswer(event, 200, { student });
    }
    const page = await listStudents(dynamodb, table, query);
    logger.info('listed students', { students: page.students.length, isLast: page.next === null });
    return jsonAnswer(event, 200, page);
  });
}

async function find(TableName: string, studentId: string): Promise<Student> {
  const Key = { studentId: { S: studentId } };
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  if (Item === undefined) throw new Refusal(404, 'there is no student with this studentId');
  return plainItem(Item);
}
