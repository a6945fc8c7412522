import type { AwsClients } from '../aws/clients.ts';
import { describeStack } from '../aws/stacks.ts';
import { UserError } from '../cli/errors.ts';
import type { ChosenSecret } from './choose.ts';
import { type PinPlace, writePin } from './pin.ts';
import type { Found } from './target.ts';
import { endPending, makeCurrent, versionsOf } from './versions.ts';

export interface Finishing {
  chosen: ChosenSecret;
  found: Found;
  clients: AwsClients;
  /** Null: no file is written. */
  place: PinPlace | null;
  version: string;
}

/**
 * What is left when the stack has the version. The label AWSPENDING goes last: until then the next run knows that
 * something is left. Each step is one that may have been done before.
 */
export async function finish({ chosen, found, clients, place, version }: Finishing): Promise<void> {
  const { secret, stackName } = found;
  const deployed = await describeStack(clients, stackName);
  if (deployed?.parameters[chosen.parameter] !== version) {
    throw new UserError(`somebody else deployed ${stackName} meanwhile, without the new version: run this again`);
  }
  const { current, pending } = await versionsOf(secret);
  if (current !== version && pending !== version) {
    throw new UserError(`another run has begun to rotate ${chosen.logicalId} meanwhile: run this again`);
  }
  if (current !== version) await makeCurrent(secret, version, current);
  if (place !== null) await writePin(place, version);
  if (pending === version) await endPending(secret, version);
}
