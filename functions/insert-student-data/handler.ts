import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import { required } from '../shared/environment.ts';
import { jsonAnswer } from '../shared/student-api/answer.ts';
import { readBody } from '../shared/student-api/body.ts';
import type { ApiRequest } from '../shared/student-api/request.ts';
import { respond } from '../shared/student-api/respond.ts';
import { STUDENT_FIELDS } from '../shared/student-api/student.ts';
import { mayOverwrite } from './overwrite.ts';
import { putStudent } from './put-student.ts';
import { itemOf, readStudent } from './student.ts';

const logger = new Logger({ serviceName: 'insert-student-data' });
const dynamodb = new DynamoDBClient();

/** POST /students: adds a student; one of a studentId that is there already is replaced with `?overwrite=true` alone. */
export function handler(
  event: ApiRequest | null,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<APIGatewayProxyResult> {
  const request = event ?? {};
  return respond(request, context, logger, async (signal) => {
    const overwrite = mayOverwrite(request);
    const student = readStudent(readBody(request, STUDENT_FIELDS));
    const table = { dynamodb, name: required('TABLE_NAME'), signal };
    const isNew = await putStudent(table, itemOf(student), overwrite);
    logger.info(isNew ? 'added a student' : 'replaced a student');
    return jsonAnswer(request, isNew ? 201 : 200, { student });
  });
}
