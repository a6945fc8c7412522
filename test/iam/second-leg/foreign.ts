import { bucket, READ, readCase } from './buckets.ts';
import { type Caller, stranger, user } from './callers.ts';
import { allow, deny, document } from './engine.ts';
import type { LiveCase } from './live.ts';
import type { World } from './world.ts';

export const ELSEWHERE = '444455556666';

const open = (Principal: object | '*', more: object = {}) => [{ ...allow(more), Principal }];

const POLICIES: Record<string, (owner: string) => object[]> = {
  'no policy': () => [],
  'their account': () => open({ AWS: ELSEWHERE }),
  'a third account': () => open({ AWS: '777788889999' }),
  'the owner': (owner) => open({ AWS: owner }),
  everyone: () => open('*'),
  'everyone, in the other spelling': () => open({ AWS: '*' }),
  'everyone from elsewhere': () => open('*', { Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } }),
};

/** Callers of another account, and one without credentials, at buckets of ours. */
export async function foreignCases(at: World): Promise<LiveCase[]> {
  const callers = await strangers(at);
  const cases: LiveCase[] = [];
  for (const [title, statements] of Object.entries(POLICIES)) {
    const made = await bucket(at, `foreign-${cases.length}`, (arn) =>
      statements(at.aws.accountId).map((statement) => ({ ...statement, Action: READ, Resource: `${arn}/*` })),
    );
    for (const [who, caller] of Object.entries(callers)) {
      cases.push(readCase(at, `${who}; bucket: ${title}`, caller, made));
    }
  }
  return cases;
}

async function strangers(at: World): Promise<Record<string, Caller>> {
  const account = ELSEWHERE;
  const identity = [document(allow())];
  const boundary = document(allow({ Action: 'ec2:*' }));
  return {
    'a stranger who may': await user(at, 'stranger', { account, identity }),
    'a stranger who may not': await user(at, 'stranger-unable', { account }),
    'a stranger who must not': await user(at, 'stranger-denied', {
      account,
      identity: [...identity, document(deny())],
    }),
    'a stranger whose boundary ends it': await user(at, 'stranger-bound', { account, identity, boundary }),
    nobody: stranger(at, '*', ''),
  };
}
