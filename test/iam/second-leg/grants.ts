import { bucket, READ, readCase } from './buckets.ts';
import { type Caller, session, user } from './callers.ts';
import { allow, deny, document } from './engine.ts';
import type { LiveCase } from './live.ts';
import type { World } from './world.ts';

const IDENTITY: Record<string, object[]> = {
  'nothing allowed': [],
  allowed: [document(allow({ Action: READ }))],
  denied: [document(allow(), deny({ Action: READ }))],
};

const WITHOUT = 'a limit without it';
const UNLIMITED = { 'no limit': null };

/** Boundaries and session policies. */
const LIMITS: Record<string, object | null> = {
  ...UNLIMITED,
  'a limit that allows': document(allow({ Action: 's3:*' })),
  [WITHOUT]: document(allow({ Action: 'ec2:*' })),
  'a limit that denies': document(allow(), deny({ Action: 's3:Get*' })),
};

type Make = (at: World, name: string, identity: object[], limit: object | null) => Promise<Caller>;

const CALLERS: Record<string, Make> = {
  'user with a boundary': (at, name, identity, boundary) => user(at, name, { identity, boundary }),
  'role with a boundary': (at, name, identity, boundary) => session(at, name, { identity, boundary }),
  'role with a session policy': (at, name, identity, limit) =>
    session(at, name, { identity, session: limit ? [limit] : [] }),
};

/** Every caller, at a bucket with each of the policies. */
export async function grantCases(at: World): Promise<LiveCase[]> {
  const callers = await callersOf(at);
  const cases: LiveCase[] = [];
  for (const [title, statements] of Object.entries(bucketStatements(Object.values(callers), at.aws.accountId))) {
    const made = await bucket(at, `granting-${cases.length}`, (arn) =>
      statements.map((statement) => ({ ...statement, Action: READ, Resource: `${arn}/*` })),
    );
    for (const [who, caller] of Object.entries(callers)) {
      // A difference of its own: the embedded AWS limits what everyone is granted.
      if (title === 'everyone' && who.endsWith(WITHOUT)) continue;
      cases.push(readCase(at, `${who}; bucket: ${title}`, caller, made));
    }
  }
  return cases;
}

/** Every kind with every identity policy under every limit; an explicit denial is one under any. */
async function callersOf(at: World): Promise<Record<string, Caller>> {
  const callers: Record<string, Caller> = {};
  for (const [kind, make] of Object.entries(CALLERS)) {
    for (const [having, identity] of Object.entries(IDENTITY)) {
      for (const [limited, limit] of Object.entries(having === 'denied' ? UNLIMITED : LIMITS)) {
        const name = `granted-${Object.keys(callers).length}`;
        callers[`${kind}: ${having}, ${limited}`] = await make(at, name, identity, limit);
      }
    }
  }
  return callers;
}

function bucketStatements(callers: Caller[], account: string): Record<string, object[]> {
  const Principal = { AWS: callers.map(({ principal }) => principal) };
  // Of sessions, their roles.
  const theirEntities = { AWS: callers.map(({ context }) => context['aws:PrincipalArn']) };
  return {
    'no policy': [],
    'the account': [{ ...allow(), Principal: { AWS: account } }],
    'the callers': [{ ...allow(), Principal }],
    'the users or roles': [{ ...allow(), Principal: theirEntities }],
    'somebody else': [{ ...allow(), Principal: { AWS: `arn:aws:iam::${account}:user/nobody` } }],
    everyone: [{ ...allow(), Principal: '*' }],
    'not the account': [{ ...deny(), Principal: { AWS: account } }],
    'everyone, but not the users or roles': [
      { ...allow(), Principal: '*' },
      { ...deny(), Principal: theirEntities },
    ],
  };
}
