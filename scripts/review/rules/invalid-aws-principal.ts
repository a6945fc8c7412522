import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const invalidAwsPrincipal: Rule = {
  id: 'invalid-aws-principal',
  code: null,
  severity: 'error',
  summary: 'An AWS principal that AWS cannot know',
  why: 'A principal is an ARN of IAM or STS, an account or `*`; AWS refuses the policy otherwise (IAM User Guide, "AWS JSON policy elements: Principal").',
  check: eachStatement(({ principals, notPrincipals }) =>
    [...principals, ...notPrincipals]
      .filter(({ kind, text }) => kind === 'AWS' && !/[$<,]/.test(text) && !isAwsPrincipal(text))
      .map(({ text, path }) => ({
        path,
        message: `'${text}' is no AWS principal`,
        fix: /amazonaws\.com/.test(text)
          ? `"Principal": {"Service": "${text}"}`
          : 'arn:aws:iam::${AWS::AccountId}:role/name',
      })),
  ),
};

function isAwsPrincipal(text: string): boolean {
  if (
    text === '*' ||
    /^\d{12}$/.test(text) ||
    /^[0-9a-f]{64}$/.test(text) ||
    /^A(IDA|ROA|KIA|GPA|SCA)[A-Z0-9]+$/.test(text)
  )
    return true;
  if (/[*?]/.test(text)) return true;
  return /^arn:[\w-]+:(iam|sts)::(\d{12}|cloudfront):(root|(user|role|assumed-role|federated-user|group)\/.+|user\/CloudFront.*)$/.test(
    text,
  );
}
