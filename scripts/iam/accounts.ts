import type { Finding } from '../template/finding.ts';

const ACCOUNT = /(?<![\w-])\d{12}(?![\w-])/g;
const PLACEHOLDER = /<[A-Z_]*ACCOUNT[A-Z_]*>/g;

/**
 * Account ids written into a file. They are right in one account until that account is reset, and then the ARN names
 * nobody: S3 and KMS refuse such a policy, IAM accepts it and the access is silently gone.
 * @param accountId the account deployed to, when known, so that the message can say which of the two is wrong
 */
export function writtenAccounts(file: string, text: string, accountId: string | null): Finding[] {
  return text.split('\n').flatMap((line, index) => {
    const found = [...line.matchAll(ACCOUNT), ...line.matchAll(PLACEHOLDER)];
    return found.map((match): Finding => {
      const other =
        accountId === null || match[0] === accountId || match[0].startsWith('<') ? '' : `, not ${accountId},`;
      return {
        rule: 'written-account-id',
        severity: 'error',
        message: `the account id ${match[0]}${other} is written here and goes stale when the account changes`,
        fix: 'write ${AWS::AccountId}, or name the resource of the template, as in ${Role.Arn}',
        file,
        line: index + 1,
        column: match.index + 1,
        logicalId: null,
      };
    });
  });
}
