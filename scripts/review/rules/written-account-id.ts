import { writtenAccounts } from '../../iam/accounts.ts';
import type { Path } from '../../template/source.ts';
import type { Rule } from '../model.ts';
import { eachDocument } from './facts/checks.ts';

export const writtenAccountId: Rule = {
  id: 'written-account-id',
  code: null,
  severity: 'warning',
  summary: 'An account id or its placeholder written into a document',
  why: 'It goes stale when the account changes, and the ARN then names nobody (IAM User Guide, "Amazon Resource Names").',
  check: eachDocument(({ value, at, keyAt }) => {
    if (!/(?<!\d)\d{12}(?!\d)|<[A-Z_]*ACCOUNT/.test(JSON.stringify(value) ?? '')) return [];
    const places = new Map<string, Path>();
    const noted = (path: Path) => {
      const where = at(path);
      places.set(`${where.line}:${where.column}`, path);
      return where;
    };
    const found = writtenAccounts({ file: '', text: '', value, at: noted, keyAt }, null);
    const told = found.map(({ line, column, message, fix }) => ({
      path: places.get(`${line}:${column}`) ?? [],
      message,
      fix,
    }));
    // Who gets access is told by cross-account-access; a placeholder is nobody.
    // In NotPrincipal it is told by the rules of that element: another account there would shut its own out.
    return told.filter(
      ({ path, message }) => !path.includes('NotPrincipal') && (!path.includes('Principal') || message.includes('<')),
    );
  }),
};
