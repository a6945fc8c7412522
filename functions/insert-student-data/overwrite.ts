import { Refusal } from '../shared/student-api/refusal.ts';
import { type ApiRequest, readQuery } from '../shared/student-api/request.ts';

/** @throws Refusal 400 */
export function mayOverwrite(request: ApiRequest): boolean {
  const { overwrite = 'false' } = readQuery(request, ['overwrite']);
  if (overwrite === 'true' || overwrite === 'false') return overwrite === 'true';
  throw new Refusal(400, 'overwrite takes true or false');
}
