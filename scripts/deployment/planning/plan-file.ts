import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { codeOf, UserError } from '../../cli/errors.ts';
import { noFolder } from '../../cli/writable.ts';
import type { DeploymentPlan } from '../plan.ts';

const text = v.nullable(v.string());
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const arn = v.pipe(v.string(), v.startsWith('arn:'));

const CHANGE_SET = v.object({
  ...{ name: v.string(), id: arn, stackId: arn },
  ...{ type: v.picklist(['CREATE', 'UPDATE']), broughtStack: v.boolean() },
});

const DETAIL = v.object({
  ...{ target: v.string(), requiresRecreation: text, cause: text, before: text, after: text },
});

const CHANGE = v.object({
  ...{ logicalId: v.string(), physicalId: text, type: v.string(), action: v.string(), replacement: text },
  ...{ policyAction: text, scope: v.array(v.string()), details: v.array(DETAIL), nestedChangeSet: text },
});

const STACK = v.looseObject({
  ...{ stack: v.string(), stackName: v.string(), region: v.string(), reason: text, digest: sha256 },
  action: v.picklist(['create', 'update', 'recreate', 'predicted', 'none']),
  changeSet: v.nullable(CHANGE_SET),
  state: v.nullable(v.object({ id: arn, status: v.string(), updatedAt: text })),
  changes: v.array(CHANGE),
  dataAtRisk: v.array(v.looseObject({ logicalId: v.string(), isAllowed: v.boolean() })),
  templateSha256: sha256,
  parameters: v.record(v.string(), v.string()),
  tags: v.record(v.string(), v.string()),
});

const PLAN = v.looseObject({
  ...{ formatVersion: v.literal(1), environment: v.string(), madeAt: v.string(), digest: sha256, commit: text },
  accountId: v.pipe(v.string(), v.regex(/^\d{12}$/)),
  purpose: v.picklist(['main', 'pull-request']),
  stacks: v.array(STACK),
});

/** Larger ones come from nobody's templates: CloudFormation takes 500 resources a stack. */
const SIZE_LIMIT = 50_000_000;

/**
 * A plan that `plan --out` wrote.
 * @throws UserError when the file is not there or is no plan
 */
export async function readPlan(file: string): Promise<DeploymentPlan> {
  const body = await readFile(file, 'utf8').catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
    throw new UserError(`${file}: there is no such file; npm run plan -- --environment NAME --out ${file} makes it`);
  });
  const parsed = body.length > SIZE_LIMIT ? undefined : v.safeParse(PLAN, parsedJson(body));
  if (parsed?.success) return parsed.output as unknown as DeploymentPlan;
  const [issue] = parsed?.issues ?? [];
  const place = issue === undefined ? '' : ` (${v.getDotPath(issue) ?? 'the document'}: ${issue.message})`;
  throw new UserError(`${file} is not a plan${place}: make one with npm run plan -- --environment NAME --out ${file}`);
}

function parsedJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Written whole or not at all. */
export async function writePlan(file: string, plan: DeploymentPlan): Promise<void> {
  const unfinished = `${file}.${randomBytes(4).toString('hex')}`;
  try {
    await writeFile(unfinished, `${JSON.stringify(plan, null, 2)}\n`, { flag: 'wx', mode: 0o600 });
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw codeOf(error) === 'ENOENT' ? noFolder(file) : error;
  }
}
