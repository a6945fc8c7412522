import { setTimeout as sleep } from 'node:timers/promises';
import {
  GenerateServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsCommand,
  type ServiceLastAccessed,
} from '@aws-sdk/client-iam';
import { allPages } from '../../aws/pages.ts';
import type { Asking } from '../../deployment/readback/asking.ts';
import type { LiveClients } from '../../deployment/readback/clients.ts';
import type { ComparedPrincipal } from '../../deployment/readback/drift.ts';
import { liveFinding } from '../../deployment/readback/finding.ts';
import { inTurns } from '../../deployment/readback/in-turns.ts';
import { covers, grantingStatement, isOfService, type StatementPlace } from '../../deployment/readback/statements.ts';
import type { ReviewFinding } from '../check.ts';

/** A younger role may have grants that are for what happens once a quarter. */
const LEAST_DAYS = 90;
const DAY_MS = 24 * 60 * 60_000;

/** A report takes some seconds. */
const REPORT = { firstMs: 200, mostMs: 4_000, deadlineMs: 60_000 };

/** Actions that a message names. */
const SHOWN = 10;

/** Time, as far as the reports see it. */
export interface Clock {
  now(): number;
  sleep(ms: number): Promise<unknown>;
}

const SYSTEM: Clock = { now: Date.now, sleep };

/**
 * Services and actions that the roles may use and that they never did, as far back as IAM looks (400 days).
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html
 */
export async function unusedGrants(
  principals: readonly ComparedPrincipal[],
  asking: Asking,
  clock: Clock = SYSTEM,
): Promise<ReviewFinding[]> {
  const roles = principals.filter(({ resource }) => resource.type === 'AWS::IAM::Role');
  const old = roles.filter(({ deployed: { created } }) => isOld(created, clock.now()));
  const young = roles.length - old.length;
  if (young > 0)
    asking.note(
      `${young} of ${roles.length} roles are younger than ${LEAST_DAYS} days: what they use is not looked at`,
    );
  const found = await inTurns(old, async (role) => {
    const services = await lastAccessed(role, asking, clock);
    return services.flatMap((service) => [...unusedService(role, service), ...unusedActions(role, service)]);
  });
  return found.flat();
}

function isOld(created: Date | null, now: number): boolean {
  return created !== null && now - created.getTime() >= LEAST_DAYS * DAY_MS;
}

async function lastAccessed(
  { stack, deployed: { arn }, physical }: ComparedPrincipal,
  asking: Asking,
  clock: Clock,
): Promise<ServiceLastAccessed[]> {
  const { iam } = stack.deployed.clients;
  const request = new GenerateServiceLastAccessedDetailsCommand({ Arn: arn, Granularity: 'ACTION_LEVEL' });
  const job = await asking.ask('iam:GenerateServiceLastAccessedDetails', physical, () => iam.send(request));
  const JobId = job?.value.JobId;
  if (JobId === undefined) return [];
  const report = await asking.ask('iam:GetServiceLastAccessedDetails', physical, () => reportOf(iam, JobId, clock));
  if (report === null) return [];
  if (typeof report.value === 'string') {
    asking.note(`what ${physical} uses is not known: ${report.value}`);
    return [];
  }
  return report.value;
}

/** The report, or why there is none. */
async function reportOf(iam: LiveClients['iam'], JobId: string, clock: Clock): Promise<ServiceLastAccessed[] | string> {
  const start = clock.now();
  for (let pause = REPORT.firstMs; ; pause = Math.min(2 * pause, REPORT.mostMs)) {
    const { JobStatus, Error: error } = await iam.send(
      new GetServiceLastAccessedDetailsCommand({ JobId, MaxItems: 1 }),
    );
    if (JobStatus === 'FAILED')
      return `IAM could not make the report (${error?.Code ?? 'no reason'}: ${error?.Message ?? ''})`;
    if (JobStatus === 'COMPLETED') break;
    if (clock.now() - start > REPORT.deadlineMs)
      return `IAM makes the report still, after ${REPORT.deadlineMs / 1000} s`;
    await clock.sleep(pause);
  }
  return allPages(async (Marker) => {
    const page = await iam.send(new GetServiceLastAccessedDetailsCommand({ JobId, Marker }));
    return { items: page.ServicesLastAccessed, next: page.Marker };
  });
}

function unusedService(role: ComparedPrincipal, service: ServiceLastAccessed): ReviewFinding[] {
  const { ServiceNamespace: namespace = '', ServiceName: name = namespace, LastAuthenticated: last } = service;
  if (last !== undefined || namespace === '') return [];
  const statement = grantingStatement(role.expected.inline.documents, isOfService(namespace));
  const message = `${nameOf(role)} may use ${name} (${namespace}) and never did, in all the time that IAM keeps track of (400 days)`;
  return [
    told(role, statement, message, `take the actions of ${namespace} away, if nothing rare needs them`, [namespace]),
  ];
}

/** Of a service that is used: those of its actions that IAM tracks and that were never called. */
function unusedActions(role: ComparedPrincipal, service: ServiceLastAccessed): ReviewFinding[] {
  const {
    ServiceNamespace: namespace = '',
    LastAuthenticated: last,
    TrackedActionsLastAccessed: tracked = [],
  } = service;
  if (last === undefined) return [];
  const unused = tracked
    .filter((one) => one.LastAccessedTime === undefined)
    .map((one) => `${namespace}:${one.ActionName}`);
  const [first] = unused;
  if (first === undefined) return [];
  const statement = grantingStatement(role.expected.inline.documents, covers(first));
  const more = unused.length > SHOWN ? ` and ${unused.length - SHOWN} more` : '';
  const actions = unused.slice(0, SHOWN).join(', ');
  const message = `${nameOf(role)} never called ${actions}${more}, in all the time that IAM keeps track of (400 days)`;
  return [told(role, statement, message, 'take them away, if nothing rare needs them', unused)];
}

function told(
  { resource }: ComparedPrincipal,
  statement: StatementPlace | null,
  message: string,
  fix: string,
  same: readonly string[],
): ReviewFinding {
  const at = statement?.at ?? resource.keyAt([]);
  const { logicalId } = resource;
  const rest = { message, fix, at, logicalId, statement: statement?.index ?? null, same };
  return liveFinding({ rule: 'unused-service', severity: 'suggestion', ...rest });
}

function nameOf({ stack, resource, physical }: ComparedPrincipal): string {
  return `${stack.deployed.stack}/${resource.logicalId} (${physical})`;
}
