import type { Finding } from '../template/finding.ts';
import type { Path, Position, Source } from '../template/source.ts';
import { isMap } from '../template/walk.ts';

const ACCOUNT = /(?<![\w-])\d{12}(?![\w-])/g;
const PLACEHOLDER = /<[A-Z_]*ACCOUNT[A-Z_]*>/g;

/** What a file says in one place, as it is read; `at` is where that starts, with its quote. */
interface Written {
  text: string;
  at: Position;
}

/**
 * Account ids written into a template, a policy document or settings. They are right in one account until that account
 * is reset, and then the ARN names nobody: S3 and KMS refuse such a policy, IAM accepts it and the access is silently
 * gone. Keys and values count as they are read: a comment does not, and an escape such as `\u0031` hides nothing. A
 * number counts where it becomes text or names an account; elsewhere it is a size (100 GiB have twelve digits).
 * @param accountId the account deployed to, when known, so that the message can say which of the two is wrong
 */
export function writtenAccounts(source: Source, accountId: string | null): Finding[] {
  const lines = source.text.split('\n');
  return textsIn(source, source.value, []).flatMap((written) => findingsIn(written, lines, accountId));
}

function textsIn(source: Source, value: unknown, path: Path): Written[] {
  if (typeof value === 'string') return [{ text: value, at: source.at(path) }];
  if (typeof value === 'number') return namesSomebody(path) ? [{ text: String(value), at: source.at(path) }] : [];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(source, item, [...path, index]));
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => [
    { text: key, at: source.keyAt([...path, key]) },
    ...textsIn(source, part, [...path, key]),
  ]);
}

/** `Principal: {AWS: 1…}`, `SourceAccount: 1…`, the `Default` of a parameter `AccountId`, a part of `!Join`. */
function namesSomebody(path: Path): boolean {
  if (path.includes('Fn::Join') || path.includes('Fn::Sub')) return true;
  const keys = path.filter((step) => typeof step === 'string' && !step.startsWith('Fn::'));
  return keys.slice(-2).some((key) => /account|principal/i.test(String(key)));
}

function findingsIn({ text, at }: Written, lines: string[], accountId: string | null): Finding[] {
  return [...text.matchAll(ACCOUNT), ...text.matchAll(PLACEHOLDER)].map((match): Finding => {
    const [id] = match;
    const other = accountId === null || id === accountId || id.startsWith('<') ? '' : `, not ${accountId},`;
    return {
      rule: 'written-account-id',
      severity: 'error',
      message: `the account id ${id}${other} is written here and goes stale when the account changes`,
      fix: 'write ${AWS::AccountId}, or name the resource of the template, as in ${Role.Arn}',
      ...inside(at, id, match.index, lines),
      logicalId: null,
    };
  });
}

/** The id itself where the line shows it, after the opening quote if there is one; else where the whole text starts. */
function inside(at: Position, id: string, index: number, lines: string[]): Position {
  const first = at.column + index;
  const column = [first, first + 1].find((start) => lines[at.line - 1]?.startsWith(id, start - 1));
  return { ...at, column: column ?? at.column };
}
