import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { jsonAnswer } from '../shared/student-api/answer.ts';
import { Refusal } from '../shared/student-api/refusal.ts';
import type { Surroundings } from './clients.ts';
import { findRun } from './run-table.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** How far a backup is: 200 whatever became of it, since that it can be told is no failure. */
export async function statusAnswer(
  { dynamodb, settings }: Surroundings,
  event: Partial<APIGatewayProxyEvent>,
): Promise<APIGatewayProxyResult> {
  const backupId = event.pathParameters?.backupId ?? '';
  const run = UUID.test(backupId) ? await findRun({ dynamodb, name: settings.runTable }, backupId) : null;
  if (run === null) throw new Refusal(404, 'there is no backup with this id, or it is older than 30 days');
  return jsonAnswer(event, 200, run);
}
