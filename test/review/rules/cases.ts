import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reviewed } from '../../../scripts/access/model.ts';
import { readForReview } from '../../../scripts/access/read/read.ts';
import { projectFolder } from '../../../scripts/cli/project.ts';
import { readHandlers } from '../../../scripts/iam/catalog/handlers.ts';
import { keyTypes } from '../../../scripts/iam/catalog/key-types.ts';
import { readManagedPolicies } from '../../../scripts/iam/catalog/managed-policies.ts';
import { readCatalog, readConditionKeys } from '../../../scripts/iam/catalog/read.ts';
import { checkAll, type ReviewFinding } from '../../../scripts/review/check.ts';
import { type CodeOf, readCode } from '../../../scripts/review/code.ts';
import type { Rule, Surroundings } from '../../../scripts/review/model.ts';

const FOLDER = join(projectFolder, 'test', 'cases', 'review');
const catalog = readCatalog();
const keyType = keyTypes(readConditionKeys());
const managedPolicies = readManagedPolicies();
const handlers = readHandlers();

interface Expected {
  file: string;
  line: number;
  message: string;
}

/** A rule's golden cases: `bad-*` have the expected findings, `good-*` none. */
export interface Cases {
  rule: string;
  files: string[];
  expected: Expected[];
  reviewed: Reviewed;
  /** Of the functions beside the templates. */
  codeOf: CodeOf;
}

export async function goldenCases(): Promise<Cases[]> {
  return Promise.all(
    readdirSync(FOLDER).map(async (rule) => {
      const folder = join(FOLDER, rule);
      const files = readdirSync(folder).filter((file) => /^(bad|good)-/.test(file));
      const expected: Expected[] = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
      const reviewed = await readForReview(folder);
      return { rule, files, expected, reviewed, codeOf: await readCode(folder, reviewed, catalog) };
    }),
  );
}

export function check(reviewed: Reviewed, rules: readonly Rule[], codeOf?: CodeOf): ReviewFinding[] {
  return checkAll(reviewed, rules, surroundings(reviewed, codeOf));
}

export function surroundings(reviewed: Reviewed, codeOf: CodeOf = () => null): Surroundings {
  return { reviewed, catalog, keyType, managedPolicies, handlers, codeOf };
}

/** The cases whose findings are not what is written beside them. */
export function unlike(cases: Cases, rule: Rule): string[] {
  const found = check(cases.reviewed, [rule], cases.codeOf).map(({ file, line, message }) => ({ file, line, message }));
  const missed = cases.expected.length === 0 ? ['no finding is expected of the bad cases'] : [];
  const same = JSON.stringify(found) === JSON.stringify(cases.expected);
  return same ? missed : [...missed, `found ${JSON.stringify(found)}`];
}
