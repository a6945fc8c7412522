// Placeholder until the table is there.
import type { Deployment } from '../deployment.ts';
import type { ServiceCall } from './service-call.ts';
export async function serviceCalls(_deployment: Deployment): Promise<ServiceCall[]> {
  return [];
}
