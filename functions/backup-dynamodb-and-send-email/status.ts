import type { APIGatewayProxyResult } from 'aws-lambda';
import * as v from 'valibot';
import { jsonAnswer } from '../shared/student-api/answer.ts';
import { Refusal } from '../shared/student-api/refusal.ts';
import type { ApiRequest } from '../shared/student-api/request.ts';
import { BackupId, toldRun } from './run.ts';
import { findRun } from './runs.ts';
import type { Surroundings } from './surroundings.ts';

/** GET /backup/{backupId}: 200 whatever has become of the backup, because it could be told. */
export async function statusAnswer(
  { dynamodb, settings }: Surroundings,
  request: ApiRequest,
): Promise<APIGatewayProxyResult> {
  const backupId = request.pathParameters?.backupId;
  const runs = { dynamodb, table: settings.runsTable };
  const kept = v.is(BackupId, backupId) ? await findRun(runs, backupId) : null;
  if (kept === null) throw new Refusal(404, 'there is no backup of this id, or it was more than 30 days ago');
  return jsonAnswer(request, 200, toldRun(kept, new Date()));
}
