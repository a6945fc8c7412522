import { Refusal } from '../shared/student-api/refusal.ts';
import { refuseOtherKeys } from '../shared/student-api/request.ts';

/** Whether a student that is there may be replaced. @throws Refusal 400 */
export function overwrites(parameters: Record<string, string | undefined>): boolean {
  refuseOtherKeys(parameters, ['overwrite']);
  const { overwrite = 'false' } = parameters;
  if (overwrite === 'true' || overwrite === 'false') return overwrite === 'true';
  throw new Refusal(400, 'overwrite takes true or false');
}
