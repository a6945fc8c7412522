import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import { required } from '../shared/environment.ts';
import { jsonAnswer } from '../shared/student-api/answer.ts';
import { Refusal } from '../shared/student-api/refusal.ts';
import type { ApiRequest } from '../shared/student-api/request.ts';
import { respond } from '../shared/student-api/respond.ts';
import { listStudents } from './list.ts';
import { plainItem } from './plain-item.ts';
import { asked } from './query.ts';
import { getItem, type Table } from './table.ts';

const logger = new Logger({ serviceName: 'get-student-data' });
const dynamodb = new DynamoDBClient();

/** GET /students: the student of `studentId`, or a page of all of them, or of those that `search` finds. */
export function handler(
  event: ApiRequest | null,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<APIGatewayProxyResult> {
  const request = event ?? {};
  return respond(request, context, logger, async (signal) => {
    const query = asked(request);
    const table: Table = { dynamodb, name: required('TABLE_NAME'), signal };
    if ('studentId' in query) {
      const item = await getItem(table, query.studentId);
      logger.info('looked for a student', { isFound: item !== null });
      if (item === null) throw new Refusal(404, 'there is no student with this studentId');
      return jsonAnswer(request, 200, { student: plainItem(item) });
    }
    const page = await listStudents(table, query);
    logger.info('listed students', { students: page.students.length, isLast: page.next === null });
    return jsonAnswer(request, 200, page);
  });
}
