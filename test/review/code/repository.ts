import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readForReview } from '../../../scripts/access/read/read.ts';
import { projectFolder } from '../../../scripts/cli/project.ts';
import { readCatalog } from '../../../scripts/iam/catalog/read.ts';
import type { ReviewFinding } from '../../../scripts/review/check.ts';
import { type CodeOf, readCode } from '../../../scripts/review/code.ts';
import { functionLacksGrant } from '../../../scripts/review/rules/function-lacks-grant.ts';
import { functionUnusedGrant } from '../../../scripts/review/rules/function-unused-grant.ts';
import { check } from '../rules/cases.ts';

export interface Statement {
  Effect: string;
  Principal?: unknown;
  Action: string | string[];
  Resource?: string | string[];
}

/** A copy of the repository's templates, policies and functions, whose policies a test changes. */
export interface Copy {
  root: string;
  /** What the two rules find while a policy holds other statements. */
  findingsWith(policy: string, statements: readonly Statement[]): Promise<ReviewFinding[]>;
  findings(): Promise<ReviewFinding[]>;
  statementsOf(policy: string): Promise<Statement[]>;
  remove(): Promise<void>;
}

export async function copyRepository(): Promise<Copy> {
  const root = await mkdtemp(join(tmpdir(), 'code-'));
  for (const folder of ['templates', 'policies', 'functions'])
    await cp(join(projectFolder, folder), join(root, folder), { recursive: true });
  const codeOf: CodeOf = await readCode(root, await readForReview(root), readCatalog());
  const findings = async () => check(await readForReview(root), [functionLacksGrant, functionUnusedGrant], codeOf);
  const fileOf = (policy: string) => join(root, 'policies', policy);
  return {
    root,
    findings,
    statementsOf: async (policy) => JSON.parse(await readFile(fileOf(policy), 'utf8')).Statement,
    async findingsWith(policy, statements) {
      const before = await readFile(fileOf(policy), 'utf8');
      await writeFile(fileOf(policy), JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 2));
      const found = await findings();
      await writeFile(fileOf(policy), before);
      return found;
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

export function listed(value: string | string[] | undefined): string[] {
  return value === undefined ? [] : [value].flat();
}

/** The statements without one action of one of them. */
export function withoutAction(statements: readonly Statement[], index: number, action: string): Statement[] {
  return statements.flatMap((statement, at) => {
    if (at !== index) return [statement];
    const left = listed(statement.Action).filter((one) => one !== action);
    return left.length === 0 ? [] : [{ ...statement, Action: left }];
  });
}
