import { posix } from 'node:path';
import { codeAccess } from '../../../iam/calls.ts';
import type { SdkCall } from '../../../iam/sdk-call.ts';
import type { Deployment } from '../../deployment.ts';
import type { Found } from './found.ts';

type Calls = Promise<readonly SdkCall[]>;

/** To follow the code of a function takes long, and several rules ask for it. */
const known = new WeakMap<Deployment, Map<string, Calls>>();

/** What the code of a deployed function calls; nothing where the repository does not have it. */
export function callsOf(deployment: Deployment, { stack, properties }: Found): Calls {
  const { Code: code, Handler: handler } = properties;
  if (typeof code !== 'string') return Promise.resolve([]);
  const folder = posix.join(posix.dirname(stack.file), code);
  const name = typeof handler === 'string' ? (handler.split('.').at(-1) ?? null) : null;
  const calls = known.get(deployment) ?? new Map<string, Calls>();
  known.set(deployment, calls);
  const key = `${folder} ${name}`;
  const found = calls.get(key) ?? readCalls(deployment.root, `${folder}/handler.ts`, name);
  calls.set(key, found);
  return found;
}

async function readCalls(root: string, entry: string, handler: string | null): Calls {
  return (await codeAccess(root, entry, handler))?.calls ?? [];
}
