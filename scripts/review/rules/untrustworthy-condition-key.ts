import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';

export const untrustworthyConditionKey: Rule = {
  id: 'untrustworthy-condition-key',
  code: 'UNTRUSTWORTHY_CONDITION_KEY',
  severity: 'warning',
  summary: 'A condition that any caller can fulfil',
  why: 'The caller itself writes the header (IAM User Guide, "AWS global condition context keys": aws:Referer, aws:UserAgent).',
  check: eachAllow(({ principals, conditions }) =>
    principals.some(({ kind }) => kind === 'Service')
      ? []
      : conditions
          .filter(({ lower }) => /^aws:(referer|useragent)$/.test(lower))
          .map(({ key, path }) => ({
            path,
            message: `a caller can send any ${key}`,
            fix: 'compare aws:PrincipalArn, aws:SourceVpce or aws:SourceIp',
          })),
  ),
};
