import { bucket, READ, readCase } from './buckets.ts';
import { type Caller, session, user } from './callers.ts';
import { allow } from './engine.ts';
import type { LiveCase } from './live.ts';
import type { World } from './world.ts';

/** The time passes; the ARN of a session is a known difference. */
const LEFT_OUT = ['aws:CurrentTime', 'aws:PrincipalArn'];

/** Each key that every request has: a bucket is open to whoever has one caller's value of it. */
export async function keyCases(at: World): Promise<LiveCase[]> {
  const callers: Record<string, Caller> = {
    'a user': await user(at, 'keys-user', { tags: { team: 'blue' } }),
    'a session': await session(at, 'keys-role'),
  };
  const Principal = { AWS: Object.values(callers).map(({ principal }) => principal) };
  const cases: LiveCase[] = [];
  for (const [whose, { context }] of Object.entries(callers)) {
    for (const [key, value] of Object.entries(context).filter(([name]) => !LEFT_OUT.includes(name))) {
      const Condition = { StringEquals: { [key]: value } };
      const made = await bucket(at, `keys-${cases.length}`, (arn) => [
        { ...allow({ Action: READ }), Principal, Resource: `${arn}/*`, Condition },
      ]);
      for (const [who, caller] of Object.entries(callers)) {
        cases.push(readCase(at, `${who}; bucket: for the ${key} of ${whose}`, caller, made));
      }
    }
  }
  return cases;
}
