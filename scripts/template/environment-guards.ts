import type { Environment, Rollback } from './environment.ts';
import { type Fields, fieldsOf, flagAt, mapAt, matching, required } from './fields.ts';
import { mistakeAt } from './mistake.ts';

type Guards = Pick<Environment, 'protect' | 'serviceRole' | 'stackPolicy' | 'rollback'>;

const ROLE = { pattern: /^[\w+=,.@-]{1,64}$/, what: 'the name of a role, not its ARN' };
const MINUTES = { pattern: /^(\d{1,2}|1[0-7]\d|180)$/, what: 'minutes from 0 to 180' };
const ALARM_LIMIT = 5;

/** What an environment has to keep its stacks from harm. */
export function guardsOf(top: Fields): Guards {
  return {
    protect: flagAt(top, 'protect') ?? false,
    serviceRole: matching(top, 'serviceRole', ROLE) ?? null,
    stackPolicy: stackPolicyOf(top),
    rollback: rollbackOf(top),
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html */
function stackPolicyOf(top: Fields): Record<string, unknown> | null {
  if (top.map.stackPolicy === undefined) return null;
  const { map, source, path } = fieldsOf(top.source, [...top.path, 'stackPolicy'], ['Statement', 'Version']);
  if (Array.isArray(map.Statement) && map.Statement.length > 0) return map;
  throw mistakeAt(source.at(path), 'stackPolicy takes a stack policy: a map with a list called Statement');
}

function rollbackOf(top: Fields): Rollback | null {
  if (top.map.rollback === undefined) return null;
  const fields = fieldsOf(top.source, [...top.path, 'rollback'], ['alarms', 'minutes']);
  const { alarms } = fields.map;
  const isList = Array.isArray(alarms) && alarms.every((name) => typeof name === 'string' && name !== '');
  if (!isList || alarms.length === 0 || alarms.length > ALARM_LIMIT) {
    const at = fields.source.at([...fields.path, 'alarms']);
    throw mistakeAt(at, `rollback.alarms takes the names of one to ${ALARM_LIMIT} CloudWatch alarms`);
  }
  const minutes = required(mapAt(top, 'rollback'), 'minutes', matching(fields, 'minutes', MINUTES));
  return { alarms, minutes: Number(minutes) };
}
