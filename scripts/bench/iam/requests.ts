import { evaluationCase } from '../../iam/cases.ts';
import type { Policies, Request } from '../../iam/decide/evaluate.ts';
import { type Random, randomFrom } from './random.ts';
import { NAMED, type Style, sideFrom } from './statements.ts';
import { ACCOUNT, ROLES, SIMPLE_CONDITIONS, TOPICS, type Topic } from './vocabulary.ts';

export interface Asked {
  policies: Policies;
  requests: Request[];
}

const SETS = 50;
const REQUESTS = 20;

/** Sets of policies, each with what its principal asks. Alike in every run. */
export function builtInRequests(): Asked[] {
  return Array.from({ length: SETS }, (_, index) => askedFrom(randomFrom(1000 + index)));
}

function askedFrom(random: Random): Asked {
  const topics = random.some(TOPICS, 2);
  const role = random.pick(ROLES);
  const principals = NAMED.filter((name) => name.includes(':role/'));
  const style: Style = { topics, conditions: SIMPLE_CONDITIONS, principals };
  const side = sideFrom(random, style);
  const cases = Array.from({ length: REQUESTS }, () =>
    evaluationCase({ ...side, request: requestFrom(random, role, random.pick(topics)) }),
  );
  return { policies: (cases[0] as (typeof cases)[number]).policies, requests: cases.map(({ request }) => request) };
}

function requestFrom(random: Random, role: string, { actions, resources }: Topic): Request {
  return {
    principal: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/session`,
    principalAccount: ACCOUNT,
    action: random.pick(actions),
    resource: random.pick(resources),
    resourceAccount: ACCOUNT,
    context: {
      'aws:PrincipalOrgID': 'o-a1b2c3d4e5',
      'aws:RequestedRegion': random.pick(['eu-west-1', 'us-east-1']),
      'aws:PrincipalTag/team': random.pick(['data', 'data-lake', 'search', 'reports']),
      'aws:SecureTransport': random.pick(['true', 'true', 'false']),
      'aws:SourceIp': random.pick(['10.1.2.3', '203.0.113.9', '198.51.100.77']),
      ...(random.chance(0.5) ? { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '900' } : {}),
      ...(random.chance(0.3) ? { 'aws:SourceVpce': 'vpce-0abc1234' } : {}),
    },
  };
}
